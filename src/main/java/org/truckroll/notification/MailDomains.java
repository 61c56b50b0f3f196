// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Set;

/**
 * Knows the domains in the Message-IDs of our own mails. Colleagues may write with ids of the same domain; before the @ ours have an id of
 * {@link org.truckroll.shared.Ids}.
 */
@FunctionalInterface
public interface MailDomains {

    Set<String> own();
}
