// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.event.FaxParts;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;

/** Faxes as PDF (GEO-03, GEO-08, GEO-29). */
class FaxPagesTest {

    /** A page with a black bar in its upper half. */
    private static BufferedImage page(int type, int width, int height) {
        BufferedImage page = new BufferedImage(width, height, type);
        Graphics2D pen = page.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.BLACK);
        pen.fillRect(width / 10, height / 10, width / 2, height / 10);
        pen.dispose();
        return page;
    }

    private static byte[] tiff(String compression, int type, int pages) throws Exception {
        return tiff(compression, page(type, 1728, 2200), pages);
    }

    private static byte[] tiff(String compression, BufferedImage page, int pages) throws Exception {
        ImageWriter writer = new com.twelvemonkeys.imageio.plugins.tiff.TIFFImageWriterSpi().createWriterInstance(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType(compression);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < pages; i++) {
                writer.writeToSequence(new IIOImage(page, null, null), how);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void looksRight(byte[] pdf, int pages) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isEqualTo(pages);
            BufferedImage seen = new PDFRenderer(document).renderImage(0);
            assertThat(seen.getWidth()).isLessThan(seen.getHeight());
            assertThat(new Color(seen.getRGB(seen.getWidth() * 3 / 10, seen.getHeight() * 15 / 100)))
                    .as("the bar is black")
                    .matches(colour -> colour.getRed() < 60);
            assertThat(new Color(seen.getRGB(seen.getWidth() * 9 / 10, seen.getHeight() * 8 / 10)))
                    .as("the paper is white")
                    .matches(colour -> colour.getRed() > 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6", "LZW", "Deflate", "None"})
    void aFaxInBlackAndWhiteIsReadInEveryCompression(String compression) throws Exception {
        looksRight(
                FaxPages.pdf(tiff(compression, BufferedImage.TYPE_BYTE_BINARY, 1))
                        .orElseThrow(),
                1);
    }

    @Test
    void aFaxInColourAndOneOfManyPagesAreRead() throws Exception {
        looksRight(FaxPages.pdf(tiff("LZW", BufferedImage.TYPE_INT_RGB, 1)).orElseThrow(), 1);
        looksRight(
                FaxPages.pdf(tiff("CCITT T.6", BufferedImage.TYPE_BYTE_BINARY, 7))
                        .orElseThrow(),
                7);
    }

    @Test
    void thePdfStandsBeforeTheTiffAndTheTiffIsKept() throws Exception {
        byte[] tiff = tiff("CCITT T.4", BufferedImage.TYPE_BYTE_BINARY, 1);
        List<Inbound.Part> parts = FaxPages.readable(List.of(
                new Inbound.Part("fax.0017.tif", "application/octet-stream", tiff),
                new Inbound.Part("cover.pdf", "application/pdf", "%PDF-1.4".getBytes(StandardCharsets.UTF_8))));
        assertThat(parts).extracting(Inbound.Part::name).containsExactly("fax.0017.pdf", "fax.0017.tif", "cover.pdf");
        assertThat(parts)
                .extracting(Inbound.Part::mediaType)
                .containsExactly("application/pdf", "image/tiff", "application/pdf");
        assertThat(parts.get(1).content()).isEqualTo(tiff);

        List<InboundEvents.Part> kept = parts.stream()
                .map(part -> new InboundEvents.Part(1, part.name(), part.mediaType(), 1, ""))
                .toList();
        assertThat(FaxParts.toSend(Inbound.Kind.FAX, kept))
                .as("one of both is sent on, or each page is printed twice (GEO-39)")
                .extracting(InboundEvents.Part::name)
                .containsExactly("fax.0017.pdf", "cover.pdf");
        assertThat(FaxParts.toSend(Inbound.Kind.MACHINE, kept)).hasSize(3);
        assertThat(FaxParts.toSend(Inbound.Kind.FAX, kept.subList(1, 3))).hasSize(2);
    }

    @Test
    void whatIsNoFaxStaysAsItCame() throws Exception {
        byte[] whole = tiff("CCITT T.6", BufferedImage.TYPE_BYTE_BINARY, 1);
        byte[] hurt = java.util.Arrays.copyOf(whole, 20);
        assertThat(FaxPages.pdf(hurt)).isEmpty();
        assertThat(FaxPages.readable(List.of(new Inbound.Part("fax.tif", "image/tiff", hurt))))
                .extracting(Inbound.Part::name)
                .containsExactly("fax.tif");
    }

    /** A few bytes that say they are a picture of a hundred thousand by a hundred thousand. */
    @Test
    void aPictureThatWouldFillTheMemoryIsNotPainted() throws Exception {
        byte[] bomb = tiff("CCITT T.6", BufferedImage.TYPE_BYTE_BINARY, 1);
        int changed = 0;
        for (int i = 0; i + 11 < bomb.length; i++) {
            // Entries of the directory: tag 256 (width) and 257 (length), big endian or little.
            int tag = bomb[0] == 'M'
                    ? (bomb[i] & 255) << 8 | bomb[i + 1] & 255
                    : (bomb[i + 1] & 255) << 8 | bomb[i] & 255;
            int type = bomb[0] == 'M' ? bomb[i + 3] : bomb[i + 2];
            if ((tag == 256 || tag == 257) && (type == 3 || type == 4) && changed < 2) {
                bomb[bomb[0] == 'M' ? i + 3 : i + 2] = 4;
                byte[] large = bomb[0] == 'M'
                        ? new byte[] {0, 1, (byte) 0x86, (byte) 0xa0}
                        : new byte[] {(byte) 0xa0, (byte) 0x86, 1, 0};
                System.arraycopy(large, 0, bomb, i + 8, 4);
                changed++;
            }
        }
        assertThat(changed).isEqualTo(2);
        assertThat(FaxPages.pdf(bomb)).isEmpty();
    }

    /** A megabyte of many large white pages: nothing is painted, and what else is in the fax is read. */
    @Test
    void aFaxOfTooManyLargePagesIsKeptAsItCameAndAtOnce() throws Exception {
        byte[] page = tiff("CCITT T.6", page(BufferedImage.TYPE_BYTE_BINARY, 6300, 6300), 1);
        assertThat(FaxPages.pdf(page)).as("one alone").isPresent();
        byte[] twentyOne = repeated(page, 20);
        List<Inbound.Part> parts = assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> FaxPages.readable(List.of(
                        new Inbound.Part("bomb.tif", "image/tiff", twentyOne),
                        new Inbound.Part("page.tif", "image/tiff", page))));
        assertThat(parts).extracting(Inbound.Part::name).containsExactly("bomb.tif", "page.pdf", "page.tif");
    }

    /** The same page once more: its directory again, which points to the same picture. */
    private static byte[] repeated(byte[] tiff, int times) {
        ByteOrder order = tiff[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer first = ByteBuffer.wrap(tiff).order(order);
        int start = first.getInt(4);
        int length = 2 + 12 * first.getShort(start);
        int even = tiff.length + tiff.length % 2;
        ByteBuffer all = ByteBuffer.allocate(even + times * (length + 4)).order(order);
        all.put(tiff).position(even);
        int link = start + length;
        for (int i = 0; i < times; i++) {
            all.putInt(link, all.position());
            all.put(tiff, start, length);
            link = all.position();
            all.putInt(0);
        }
        return all.array();
    }
}
