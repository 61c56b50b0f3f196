// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/** In which country the customers of a division are: how their telephone numbers are meant that name none. */
public interface Countries {

    /** Two letters (ISO 3166), or {@link org.truckroll.shared.PhoneNumbers#NOWHERE}. Asked with every order: no statement to the database. */
    String of(String division);
}
