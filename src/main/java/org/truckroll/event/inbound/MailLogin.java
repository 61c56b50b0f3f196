// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import org.truckroll.shared.AccessTokens;

/** Says at a mail server who we are: with a password, or with a token (XOAUTH2), a new one when the server no longer takes the old. */
@Component
class MailLogin {

    private final AccessTokens tokens;
    private final ObjectProvider<SslBundles> bundles;

    MailLogin(AccessTokens tokens, ObjectProvider<SslBundles> bundles) {
        this.tokens = tokens;
        this.bundles = bundles;
    }

    ImapMailbox open(String name, InboundProperties.Mailbox mailbox) throws MessagingException {
        InboundProperties.OAuth2 oauth2 = mailbox.oauth2();
        if (oauth2 == null) {
            return ImapMailbox.open(mailbox, String.valueOf(mailbox.password()), trust(mailbox));
        }
        AccessTokens.Client client = new AccessTokens.Client(
                "mailbox-" + name,
                oauth2.tokenUri(),
                oauth2.clientId(),
                oauth2.clientSecret(),
                oauth2.scope(),
                oauth2.secretInBody(),
                null);
        try {
            return ImapMailbox.open(mailbox, token(client), trust(mailbox));
        } catch (AuthenticationFailedException e) {
            tokens.forget(client);
            return ImapMailbox.open(mailbox, token(client), trust(mailbox));
        }
    }

    private String token(AccessTokens.Client client) throws MessagingException {
        AccessTokens.Answer answer = tokens.get(client);
        if (answer instanceof AccessTokens.Token token) {
            return token.value();
        }
        throw new MessagingException(((AccessTokens.None) answer).detail());
    }

    private @Nullable SSLSocketFactory trust(InboundProperties.Mailbox mailbox) {
        return mailbox.sslBundle() == null
                ? null
                : bundles.getObject()
                        .getBundle(mailbox.sslBundle())
                        .createSslContext()
                        .getSocketFactory();
    }
}
