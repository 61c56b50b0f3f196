// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.truckroll.notification.MailDomains;
import org.truckroll.notification.carrier.Providers;

/** The domains of all providers that send our mails by SMTP. */
@Component
class SenderDomains implements MailDomains {

    private final Providers providers;

    SenderDomains(Providers providers) {
        this.providers = providers;
    }

    @Override
    public Set<String> own() {
        return providers.all().stream()
                .filter(route -> route.carrier() instanceof SmtpCarrier || route.carrier() instanceof FaxMailCarrier)
                .map(route -> MailMessage.domain(route.settings()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
