// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a photo: its pixels, and nothing that a camera or a person hid in the file. */
class PhotoContentTest {

    private static final String SECRET = "GPS 63.8258N 20.2630E";

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(3, 3, 30, 20);
        graphics.dispose();
        return picture;
    }

    static byte[] written(String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(picture(), format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] jpegWith(byte[]... segments) {
        byte[] plain = written("jpg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        Arrays.stream(segments).forEach(out::writeBytes);
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }

    private static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(data.length + 4)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (data.length + 2))
                .put(data)
                .array();
    }

    private static byte[] exif(int orientation, ByteOrder order) {
        byte[] secret = bytes(SECRET);
        ByteBuffer tiff = ByteBuffer.allocate(26 + secret.length).order(order);
        tiff.put(bytes(order == ByteOrder.BIG_ENDIAN ? "MM" : "II")).putShort((short) 42);
        tiff.putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        tiff.putShort((short) 0).putInt(0).put(secret);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(bytes("Exif\0\0"));
        data.writeBytes(tiff.array());
        return segment(0xe1, data.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int[] pixels(byte[] content) throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(content));
        return read.getRGB(0, 0, read.getWidth(), read.getHeight(), null, 0, read.getWidth());
    }

    @Test
    void takesPlaceTimeAndCommentsOutOfAJpegAndLeavesItsPixels() throws IOException {
        byte[] sent = jpegWith(
                exif(1, ByteOrder.BIG_ENDIAN),
                segment(0xe1, bytes("http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + "</x>")),
                segment(0xed, bytes("Photoshop 3.0\0" + SECRET)),
                segment(0xe2, bytes("MPF\0" + SECRET)),
                segment(0xfe, bytes(SECRET)));
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(sent);
        longer.writeBytes(bytes("<script>" + SECRET + "</script>"));

        PhotoContent kept = PhotoContent.of(longer.toByteArray()).orElseThrow();

        assertThat(text(longer.toByteArray())).contains(SECRET);
        assertThat(text(kept.bytes())).doesNotContain("GPS", "script", "Exif", "Photoshop", "adobe");
        assertThat(kept.mediaType()).isEqualTo("image/jpeg");
        assertThat(kept.width()).isEqualTo(40);
        assertThat(kept.height()).isEqualTo(30);
        assertThat(pixels(kept.bytes())).isEqualTo(pixels(sent));
        assertThat(PhotoContent.of(kept.bytes()).orElseThrow().bytes())
                .as("nothing more to take out")
                .isEqualTo(kept.bytes());
    }

    @Test
    void keepsHowAJpegIsTurnedInEitherOrderOfBytes() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] kept =
                    PhotoContent.of(jpegWith(exif(6, order))).orElseThrow().bytes();
            String said = text(kept);
            int tag = said.indexOf("\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006");
            assertThat(tag).as("orientation 6, %s", order).isPositive();
            assertThat(said).contains("Exif").doesNotContain("GPS");
        }
    }

    @Test
    void takesTheWordsOutOfAPng() throws IOException {
        byte[] plain = written("png");
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int afterHeader = 8 + 25;
        sent.write(plain, 0, afterHeader);
        byte[] data = bytes("tEXtComment\0" + SECRET);
        CRC32 crc = new CRC32();
        crc.update(data);
        sent.writeBytes(ByteBuffer.allocate(data.length + 8)
                .putInt(data.length - 4)
                .put(data)
                .putInt((int) crc.getValue())
                .array());
        sent.write(plain, afterHeader, plain.length - afterHeader);
        sent.writeBytes(bytes(SECRET));

        PhotoContent kept = PhotoContent.of(sent.toByteArray()).orElseThrow();

        assertThat(text(kept.bytes())).doesNotContain("GPS");
        assertThat(kept.mediaType()).isEqualTo("image/png");
        assertThat(kept.width()).isEqualTo(40);
        assertThat(pixels(kept.bytes())).isEqualTo(pixels(plain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GIF89a",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "\u00ff\u00d8\u00ff",
                "\u0089PNG\r\n\u001a\n"
            })
    void recognisesWhatIsNoPhoto(String content) {
        assertThat(PhotoContent.of(bytes(content))).isEmpty();
    }

    @Test
    void refusesAPictureThatIsCutOffOrTooLargeToLookAt() {
        for (String format : new String[] {"jpg", "png"}) {
            byte[] whole = written(format);
            for (int length = 0; length < whole.length - 2; length += 7) {
                assertThat(PhotoContent.of(Arrays.copyOf(whole, length)))
                        .as("%s of %d bytes", format, length)
                        .isEmpty();
            }
        }
        byte[] bomb = written("png");
        ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
        assertThat(PhotoContent.of(bomb)).isEmpty();
    }
}
