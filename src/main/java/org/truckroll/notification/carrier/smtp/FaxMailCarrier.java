// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Setting;

/** Fax by a gateway that takes a mail (GEO-46): the number stands in the address, the pages are the files and the text. */
@Component
class FaxMailCarrier implements Carrier {

    private static final Set<String> KEYS = keysOfMailAnd("address");

    private final MailServer server;

    FaxMailCarrier(MailServer server) {
        this.server = server;
    }

    private static Set<String> keysOfMailAnd(String key) {
        Set<String> keys = new LinkedHashSet<>(MailSettings.KEYS);
        keys.add(key);
        return Set.copyOf(keys);
    }

    @Override
    public String kind() {
        return "mail-to-fax";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return Set.of(Channel.FAX);
    }

    @Override
    public Set<String> keys() {
        return KEYS;
    }

    @Override
    public boolean idempotent(CarrierSettings settings) {
        return Setting.flag(settings, "idempotent");
    }

    @Override
    public void check(CarrierSettings settings) {
        MailSettings.check(settings);
        String address = settings.require("address");
        if (address.contains("{number}") == address.contains("{digits}") || !address.contains("@")) {
            throw Setting.wrong(
                    settings,
                    "address",
                    "is like {number}@fax.example: {number} is +46.., {digits} the same without +");
        }
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        if (!Setting.isNumber(message.to())) {
            return new Carried.Refused("The address is not a telephone number in the form of E.164.");
        }
        if (MailMessage.size(message) > MailSettings.largest(settings)) {
            return new Carried.Refused("The fax is larger than the server takes.");
        }
        String to = settings.require("address")
                .replace("{number}", message.to())
                .replace("{digits}", message.to().substring(1));
        return server.send(message, to, settings);
    }
}
