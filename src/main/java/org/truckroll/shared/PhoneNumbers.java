// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;

/** Telephone numbers as people write them, brought into the one form of E.164 ({@code +46701740605}), so that equal ones are found (CALL-09). */
public final class PhoneNumbers {

    /** No country: only numbers with a country code can be read. */
    public static final String NOWHERE = "ZZ";

    private static final PhoneNumberUtil KNOWN = PhoneNumberUtil.getInstance();

    private PhoneNumbers() {}

    /**
     * Reads a number; an extension is left out.
     *
     * @param country two letters (ISO 3166): how a number without a country code is meant
     * @return empty for what cannot be a number there
     */
    public static Optional<String> e164(String text, String country) {
        try {
            PhoneNumber number = KNOWN.parse(text, country);
            return KNOWN.isPossibleNumber(number)
                    ? Optional.of(KNOWN.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    public static boolean knows(String country) {
        return NOWHERE.equals(country) || KNOWN.getSupportedRegions().contains(country);
    }
}
