// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/**
 * Where somebody is reached who was chosen by address, such as a contact of the address book.
 *
 * @param to mail address, telephone number, or the login of a person for {@link Channel#PAGE}
 * @param name as it shall stand in reports
 * @param language two letters
 */
public record Address(Channel channel, String to, String name, String language) {}
