// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** How many pieces an SMS is sent in, and paid for: 160 characters of the telephone's alphabet (GSM 03.38), or 70 of any other (UCS-2). */
public final class SmsText {

    private static final String BASIC =
            "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    + "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** Behind an escape: each counts twice. */
    private static final String EXTENDED = "\f^{}\\[~]|€";

    private static final int GSM = 160;
    private static final int GSM_PIECE = 153;
    private static final int UCS = 70;
    private static final int UCS_PIECE = 67;

    /** @param alphabet {@code GSM-7} or {@code UCS-2} */
    public record Count(String alphabet, int characters, int segments) {}

    private SmsText() {}

    public static Count count(String text) {
        int septets = septets(text);
        if (septets >= 0) {
            return new Count("GSM-7", septets, septets <= GSM ? 1 : pieces(text, GSM_PIECE, true));
        }
        return new Count("UCS-2", text.length(), text.length() <= UCS ? 1 : pieces(text, UCS_PIECE, false));
    }

    /** -1 when a character is not in the alphabet. */
    private static int septets(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            int width = width(text.charAt(i));
            if (width < 0) {
                return -1;
            }
            septets += width;
        }
        return septets;
    }

    private static int width(char letter) {
        return BASIC.indexOf(letter) >= 0 ? 1 : EXTENDED.indexOf(letter) >= 0 ? 2 : -1;
    }

    /** A letter of two units is never torn between two pieces. */
    private static int pieces(String text, int room, boolean gsm) {
        int pieces = 1;
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int units = gsm ? width(text.charAt(i)) : Character.charCount(text.codePointAt(i));
            if (used + units > room) {
                pieces++;
                used = 0;
            }
            used += units;
            i += gsm ? 1 : units;
        }
        return pieces;
    }
}
