// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.ArrayList;
import java.util.List;

/** Which files of an event are sent on (GEO-39, GEO-46): of a page that is kept as PDF and as TIFF only the PDF, or it would be printed twice. */
public final class FaxParts {

    private FaxParts() {}

    public static List<InboundEvents.Part> toSend(Inbound.Kind kind, List<InboundEvents.Part> parts) {
        if (kind != Inbound.Kind.FAX) {
            return parts;
        }
        List<InboundEvents.Part> sent = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            InboundEvents.Part part = parts.get(i);
            boolean again = i > 0
                    && part.mediaType().contains("tif")
                    && parts.get(i - 1).mediaType().equals("application/pdf")
                    && parts.get(i - 1).name().equals(pdfName(part.name()));
            if (!again) {
                sent.add(part);
            }
        }
        return sent;
    }

    /** What the PDF is called that stands before a TIFF. */
    public static String pdfName(String name) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + ".pdf";
    }
}
