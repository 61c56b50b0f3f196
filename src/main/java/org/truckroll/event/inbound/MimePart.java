// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mail, or a part of one, read so that nothing which is sent can break it: what is no MIME is taken as text (RFC 2045 to 2047, as they are met).
 * Jakarta Mail's own reader throws on many of these and takes its leniency from system properties only.
 *
 * @param type media type without parameters, in lower case
 * @param contentType with parameters
 * @param children of a multipart; empty for a leaf
 * @param start of the body in {@code raw}
 */
record MimePart(
        MimeHeaders headers,
        String type,
        MimeParameters contentType,
        MimeParameters disposition,
        List<MimePart> children,
        byte[] raw,
        int start,
        int end) {

    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 500;

    static MimePart read(byte[] raw) {
        return new Reader(raw).part(0, raw.length, 0, "text/plain");
    }

    /** What the part holds, after its transfer encoding. */
    byte[] content() {
        return TransferEncoding.decode(raw, start, end, headers.value("content-transfer-encoding"));
    }

    byte[] rawBody() {
        return Arrays.copyOfRange(raw, start, end);
    }

    boolean multipart() {
        return !children.isEmpty();
    }

    boolean attached() {
        return disposition.value().equals("attachment");
    }

    /** What the sender calls it; empty when it has no name. */
    String fileName() {
        String name = disposition.get("filename");
        return name.isEmpty() ? contentType.get("name") : name;
    }

    /** Where the line ends that begins at {@code at}: after its break. */
    static int lineEnd(byte[] raw, int at, int end) {
        for (int i = at; i < end; i++) {
            if (raw[i] == '\n') {
                return i + 1;
            }
            if (raw[i] == '\r' && (i + 1 == end || raw[i + 1] != '\n')) {
                return i + 1;
            }
        }
        return end;
    }

    static int withoutBreak(byte[] raw, int start, int end) {
        int last = end;
        while (last > start && (raw[last - 1] == '\n' || raw[last - 1] == '\r')) {
            last--;
        }
        return last;
    }

    private static final class Reader {

        private final byte[] raw;
        private int parts;

        Reader(byte[] raw) {
            this.raw = raw;
        }

        MimePart part(int start, int end, int depth, String usual) {
            parts++;
            int body = bodyStart(start, end);
            MimeHeaders headers = MimeHeaders.read(raw, start, body);
            MimeParameters type = MimeParameters.read(headers.value("content-type"));
            String media = type.value().contains("/") ? type.value() : usual;
            List<MimePart> children = media.startsWith("multipart/") && depth < DEEPEST
                    ? children(type, media, body, end, depth)
                    : List.of();
            return new MimePart(
                    headers,
                    media,
                    type,
                    MimeParameters.read(headers.value("content-disposition")),
                    children,
                    raw,
                    body,
                    end);
        }

        /** After the empty line; where something stands that is no header, the body has begun without one. */
        private int bodyStart(int start, int end) {
            int at = start;
            boolean first = true;
            while (at < end) {
                int next = lineEnd(raw, at, end);
                int last = withoutBreak(raw, at, next);
                if (last == at) {
                    return next;
                }
                boolean envelope =
                        first && last - at > 5 && new String(raw, at, 5, StandardCharsets.US_ASCII).equals("From ");
                if (!envelope && !MimeHeaders.looksLikeHeader(raw, at, last)) {
                    return at;
                }
                first = false;
                at = next;
            }
            return end;
        }

        private List<MimePart> children(MimeParameters type, String media, int body, int end, int depth) {
            String boundary = type.get("boundary");
            if (boundary.isEmpty()) {
                boundary = guessed(body, end);
            }
            if (boundary.isEmpty()) {
                return List.of();
            }
            byte[] mark = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
            String usual = media.equals("multipart/digest") ? "message/rfc822" : "text/plain";
            List<MimePart> found = new ArrayList<>();
            int begun = -1;
            int at = body;
            while (at < end && parts < MOST_PARTS) {
                int next = lineEnd(raw, at, end);
                if (starts(at, next, mark)) {
                    if (begun >= 0) {
                        found.add(part(begun, beforeBreak(begun, at), depth + 1, usual));
                    }
                    begun = next;
                    if (starts(at + mark.length, next, "--".getBytes(StandardCharsets.US_ASCII))) {
                        return found;
                    }
                }
                at = next;
            }
            if (begun >= 0 && begun < end) {
                // The end is missing: what is there is read.
                found.add(part(begun, end, depth + 1, usual));
            }
            return found;
        }

        /** Without the boundary parameter, the first line that looks like one. */
        private String guessed(int body, int end) {
            int at = body;
            for (int line = 0; at < end && line < 50; line++) {
                int next = lineEnd(raw, at, end);
                int last = withoutBreak(raw, at, next);
                if (last - at > 3 && last - at < 75 && raw[at] == '-' && raw[at + 1] == '-' && raw[at + 2] != '-') {
                    String text = new String(raw, at + 2, last - at - 2, StandardCharsets.ISO_8859_1);
                    if (text.indexOf(' ') < 0) {
                        return text;
                    }
                }
                at = next;
            }
            return "";
        }

        private boolean starts(int at, int end, byte[] mark) {
            return at + mark.length <= end
                    && Arrays.equals(raw, at, at + mark.length, mark, 0, mark.length)
                    && rest(at + mark.length, end, mark.length);
        }

        /** After a boundary stands nothing, or the two dashes of the last one. */
        private boolean rest(int at, int end, int length) {
            if (length == 2) {
                return true;
            }
            String rest = new String(raw, at, end - at, StandardCharsets.ISO_8859_1).strip();
            return rest.isEmpty() || rest.startsWith("--");
        }

        /** The break before a boundary belongs to the boundary. */
        private int beforeBreak(int start, int at) {
            int last = at;
            if (last > start && raw[last - 1] == '\n') {
                last--;
            }
            if (last > start && raw[last - 1] == '\r') {
                last--;
            }
            return last;
        }
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "MimePart[" + type + ", " + (end - start) + " bytes]";
    }
}
