// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A picture as it is kept: recognised by its content, JPEG or PNG, with its pixels and colours, and without what cameras and programs hide in it:
 * place, time, serial numbers, previews, comments, and whatever stands behind the picture's end. Only the orientation of a JPEG stays.
 */
record PhotoContent(String mediaType, int width, int height, byte[] bytes) {

    /** Beyond this a viewer would need hundreds of megabytes for a file of a few. */
    private static final long MOST_PIXELS = 50_000_000L;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> PNG_KEPT =
            Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB", "cHRM", "sBIT", "pHYs");

    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;
    private static final Set<Integer> NO_FRAME = Set.of(0xc4, 0xc8, 0xcc);
    private static final int ORIENTATION = 0x0112;

    /** Empty when this is no JPEG or PNG, is cut off, or is larger than anybody can look at. */
    static Optional<PhotoContent> of(byte[] content) {
        try {
            ByteBuffer in = ByteBuffer.wrap(content);
            PhotoContent photo = startsWith(content, PNG)
                    ? png(in)
                    : content.length > 3
                                    && (content[0] & 0xff) == 0xff
                                    && (content[1] & 0xff) == START
                                    && (content[2] & 0xff) == 0xff
                            ? jpeg(in)
                            : null;
            return Optional.ofNullable(photo)
                    .filter(found ->
                            found.width > 0 && found.height > 0 && (long) found.width * found.height <= MOST_PIXELS);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PhotoContent png(ByteBuffer in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining());
        out.writeBytes(take(in, PNG.length));
        int width = 0;
        int height = 0;
        String name;
        do {
            int length = in.getInt();
            byte[] type = take(in, 4);
            name = new String(type, StandardCharsets.ISO_8859_1);
            byte[] data = take(in, length);
            byte[] checksum = take(in, 4);
            if (name.equals("IHDR")) {
                width = ByteBuffer.wrap(data).getInt();
                height = ByteBuffer.wrap(data).getInt(4);
            }
            if (PNG_KEPT.contains(name)) {
                out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
                out.writeBytes(type);
                out.writeBytes(data);
                out.writeBytes(checksum);
            }
        } while (!name.equals("IEND"));
        return new PhotoContent("image/png", width, height, out.toByteArray());
    }

    private static PhotoContent jpeg(ByteBuffer in) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(in.remaining());
        int width = 0;
        int height = 0;
        int orientation = 1;
        in.getShort();
        while (true) {
            int marker = marker(in);
            if (marker == END) {
                break;
            }
            if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd7) {
                continue;
            }
            int length = in.getShort() & 0xffff;
            byte[] data = take(in, length - 2);
            if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.contains(marker)) {
                height = ByteBuffer.wrap(data).getShort(1) & 0xffff;
                width = ByteBuffer.wrap(data).getShort(3) & 0xffff;
            }
            if (marker == APP1 && startsWith(data, bytes("Exif\0\0"))) {
                orientation = orientation(data);
            }
            if (kept(marker, data)) {
                segment(kept, marker, data);
            }
            if (marker == SCAN) {
                scan(in, kept);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(kept.size() + 40);
        out.write(0xff);
        out.write(START);
        if (orientation > 1 && orientation <= 8) {
            segment(out, APP1, exif(orientation));
        }
        out.writeBytes(kept.toByteArray());
        out.write(0xff);
        out.write(END);
        return new PhotoContent("image/jpeg", width, height, out.toByteArray());
    }

    /** Of the application segments those that a viewer needs for the colours. */
    private static boolean kept(int marker, byte[] data) {
        if (marker == APP2) {
            return startsWith(data, bytes("ICC_PROFILE\0"));
        }
        return marker != COMMENT && (marker < APP0 || marker > APP15 || marker == APP0 || marker == APP14);
    }

    private static int marker(ByteBuffer in) {
        if ((in.get() & 0xff) != 0xff) {
            throw new IllegalArgumentException("no marker");
        }
        int marker = in.get() & 0xff;
        while (marker == 0xff) {
            marker = in.get() & 0xff;
        }
        return marker;
    }

    /** The compressed pixels, up to the marker that ends them. */
    private static void scan(ByteBuffer in, ByteArrayOutputStream out) {
        while (true) {
            int next = in.get() & 0xff;
            if (next == 0xff) {
                int after = in.get(in.position()) & 0xff;
                if (after != 0 && (after < 0xd0 || after > 0xd7)) {
                    in.position(in.position() - 1);
                    return;
                }
                out.write(next);
                out.write(in.get());
            } else {
                out.write(next);
            }
        }
    }

    private static int orientation(byte[] exif) {
        ByteBuffer tiff = ByteBuffer.wrap(exif, 6, exif.length - 6).slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 0 || directory > tiff.limit() - 2) {
            return 1;
        }
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries && directory + 2 + 12 * (i + 1) <= tiff.limit(); i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
                return tiff.getShort(entry + 8) & 0xffff;
            }
        }
        return 1;
    }

    private static byte[] exif(int orientation) {
        ByteBuffer data = ByteBuffer.allocate(32);
        data.put(bytes("Exif\0\0MM")).putShort((short) 42).putInt(8).putShort((short) 1);
        data.putShort((short) ORIENTATION).putShort((short) 3).putInt(1).putShort((short) orientation);
        return data.array();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] data) {
        out.write(0xff);
        out.write(marker);
        out.write((data.length + 2) >> 8);
        out.write(data.length + 2);
        out.writeBytes(data);
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("cut off");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean startsWith(byte[] content, byte[] start) {
        return content.length >= start.length
                && ByteBuffer.wrap(content, 0, start.length).equals(ByteBuffer.wrap(start));
    }
}
