// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Setting;

/** Mail by any SMTP server (EVADO-22, EVADO-23). Every try has the same Message-ID; whether it counts once is for the server to know. */
@Component
class SmtpCarrier implements Carrier {

    private final MailServer server;

    SmtpCarrier(MailServer server) {
        this.server = server;
    }

    @Override
    public String kind() {
        return "smtp";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return Set.of(Channel.MAIL);
    }

    @Override
    public Set<String> keys() {
        return MailSettings.KEYS;
    }

    @Override
    public boolean idempotent(CarrierSettings settings) {
        return Setting.flag(settings, "idempotent");
    }

    @Override
    public void check(CarrierSettings settings) {
        MailSettings.check(settings);
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        return MailMessage.size(message) > MailSettings.largest(settings)
                ? new Carried.Refused("The mail is larger than the server takes.")
                : server.send(message, message.to(), settings);
    }
}
