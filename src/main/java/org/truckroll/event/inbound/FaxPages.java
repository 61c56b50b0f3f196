// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.CCITTFactory;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truckroll.event.FaxParts;
import org.truckroll.event.Inbound;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pages of a fax as PDF, whatever a gateway sends: TIFF of group 3 or 4, in colour, or PDF already (GEO-03, GEO-08). */
final class FaxPages {

    private static final Logger log = LoggerFactory.getLogger(FaxPages.class);

    private static final int MOST_PAGES = 200;
    private static final long MOST_PIXELS = 40_000_000;
    /** Of all files of a fax together: two hundred pages as fax machines send them. */
    private static final long MOST_PIXELS_IN_ALL = 800_000_000;
    /** Of one page as it is painted: A4 in colour with 400 dots in an inch, and no more than the memory has room for. */
    private static final long MOST_BYTES = 60_000_000;

    private static final double POINTS_PER_INCH = 72;
    private static final double MM_PER_INCH = 25.4;
    /** A fax without a word about it (ITU-T T.4): fine, or normal where a page is so flat. */
    private static final double ACROSS = 204;

    private static final double FINE = 196;
    private static final double NORMAL = 98;

    private FaxPages() {}

    /** The parts with a PDF before each TIFF; the TIFF stays. One that cannot be read stays alone. */
    static List<Inbound.Part> readable(List<Inbound.Part> parts) {
        List<Inbound.Part> readable = new ArrayList<>();
        Paper paper = new Paper();
        for (Inbound.Part part : parts) {
            if (tiff(part.content())) {
                pdf(part.content(), paper)
                        .ifPresent(pdf ->
                                readable.add(new Inbound.Part(FaxParts.pdfName(part.name()), "application/pdf", pdf)));
            }
            boolean named = !part.mediaType().equals("application/octet-stream");
            readable.add(named ? part : new Inbound.Part(part.name(), seen(part), part.content()));
        }
        return readable;
    }

    /** Gateways that call every file a stream of bytes. */
    private static String seen(Inbound.Part part) {
        return tiff(part.content()) ? "image/tiff" : isPdf(part.content()) ? "application/pdf" : part.mediaType();
    }

    static boolean isPdf(byte[] content) {
        return content.length > 4 && content[0] == '%' && content[1] == 'P' && content[2] == 'D' && content[3] == 'F';
    }

    static boolean tiff(byte[] content) {
        return content.length > 8
                && (content[0] == 'I' && content[1] == 'I' && content[2] == 42 && content[3] == 0
                        || content[0] == 'M' && content[1] == 'M' && content[2] == 0 && content[3] == 42);
    }

    /** How much of it is left for this fax: painting takes time, and others wait. */
    private static final class Paper {

        private int pages = MOST_PAGES;
        private long pixels = MOST_PIXELS_IN_ALL;

        /** Before anything is painted. */
        void take(ImageReader reader) throws IOException {
            int more = reader.getNumImages(true);
            if (more < 1 || more > pages) {
                throw new IOException(more + " pages, at most " + pages);
            }
            long sum = 0;
            for (int page = 0; page < more; page++) {
                long of = (long) reader.getWidth(page) * reader.getHeight(page);
                sum += of;
                if (of > MOST_PIXELS || sum > pixels) {
                    throw new IOException(of + " pixels, at most " + MOST_PIXELS + ", " + pixels + " in all");
                }
            }
            pages -= more;
            pixels -= sum;
        }
    }

    static Optional<byte[]> pdf(byte[] tiff) {
        return pdf(tiff, new Paper());
    }

    /** Empty when it cannot be read, would fill the memory, or takes too long. */
    private static Optional<byte[]> pdf(byte[] tiff, Paper paper) {
        ImageReader reader = new TIFFImageReaderSpi().createReaderInstance(null);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(tiff));
                PDDocument document = new PDDocument()) {
            reader.setInput(in);
            paper.take(reader);
            for (int page = 0; page < reader.getNumImages(true); page++) {
                add(document, reader, page);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return Optional.of(out.toByteArray());
        } catch (IOException | RuntimeException e) {
            // What a stranger sends may be anything; the TIFF itself is kept.
            log.warn(
                    "Fax kept as TIFF only: bytes={} cause={}",
                    tiff.length,
                    e.getClass().getSimpleName());
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    private static void add(PDDocument document, ImageReader reader, int number) throws IOException {
        long pixels = (long) reader.getWidth(number) * reader.getHeight(number);
        ImageTypeSpecifier type = reader.getRawImageType(number);
        int bits = type == null ? Integer.SIZE : type.getColorModel().getPixelSize();
        if (pixels * bits / Byte.SIZE > MOST_BYTES) {
            throw new IOException(pixels + " pixels of " + bits + " bits");
        }
        BufferedImage image = reader.read(number);
        double across = dots(reader.getImageMetadata(number), "HorizontalPixelSize", ACROSS);
        double down = dots(
                reader.getImageMetadata(number),
                "VerticalPixelSize",
                image.getHeight() < image.getWidth() ? NORMAL : FINE);
        PDRectangle size = new PDRectangle((float) (image.getWidth() * POINTS_PER_INCH / across), (float)
                (image.getHeight() * POINTS_PER_INCH / down));
        PDPage page = new PDPage(size);
        document.addPage(page);
        PDImageXObject picture = image.getColorModel().getPixelSize() == 1
                ? CCITTFactory.createFromImage(document, image)
                : LosslessFactory.createFromImage(document, image);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.drawImage(picture, 0, 0, size.getWidth(), size.getHeight());
        }
    }

    private static double dots(IIOMetadata metadata, String name, double otherwise) {
        Element tree = (Element) metadata.getAsTree("javax_imageio_1.0");
        NodeList found = tree.getElementsByTagName(name);
        String value = found.getLength() == 0 ? "" : ((Element) found.item(0)).getAttribute("value");
        try {
            double dots = MM_PER_INCH / Double.parseDouble(value);
            return dots >= 20 && dots <= 2400 ? dots : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
