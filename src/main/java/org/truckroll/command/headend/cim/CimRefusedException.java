// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

/** A message that we do not take, with the code that says why (IEC 61968-9, reply codes). */
final class CimRefusedException extends Exception {

    static final String HEADER = "1.5";
    static final String PAYLOAD = "1.7";
    static final String SCHEMA = "1.8";
    static final String NOUN = "2.5";
    static final String VERB = "2.9";

    private static final long serialVersionUID = 1L;

    private final String code;

    CimRefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
