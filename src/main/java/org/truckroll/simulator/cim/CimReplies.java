// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cim;

import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.truckroll.simulator.headend.ReplyProtocol;

/** Results as they are posted to the reply address of a request. */
@Component
@Profile("demo")
class CimReplies implements ReplyProtocol {

    static final String NAME = "cim";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Posting write(Told told) {
        return new Posting(
                CimText.contentType(false),
                Map.of("SOAPAction", "\"http://iec.ch/TC57/2011/" + told.command() + "\""),
                CimText.later(told.commandId(), told.deviceId(), told.command(), told.message()));
    }
}
