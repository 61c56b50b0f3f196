// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
import org.truckroll.event.Inbound;

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
        ImageWriter writer = new com.twelvemonkeys.imageio.plugins.tiff.TIFFImageWriterSpi().createWriterInstance(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType(compression);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < pages; i++) {
                writer.writeToSequence(new IIOImage(page(type, 1728, 2200), null, null), how);
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
}
