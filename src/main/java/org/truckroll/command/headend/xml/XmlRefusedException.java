// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

/** A document that is not well-formed, not what was expected, or one that we do not read at all (document type, entities, size). */
public final class XmlRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public XmlRefusedException(String message) {
        super(message);
    }

    public XmlRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
