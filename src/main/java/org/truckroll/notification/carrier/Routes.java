// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.List;
import org.truckroll.notification.Channel;

/** Who carries what for a division. */
public interface Routes {

    /** A provider and how to speak with it. */
    record Route(Carrier carrier, CarrierSettings settings) {

        public String provider() {
            return settings.name();
        }

        /** See {@link Carrier#idempotent}. */
        public boolean idempotent() {
            return carrier.idempotent(settings);
        }
    }

    /** In the order in which they are tried (EVADO-19); empty when nobody carries this channel for the division. */
    List<Route> of(String division, Channel channel);
}
