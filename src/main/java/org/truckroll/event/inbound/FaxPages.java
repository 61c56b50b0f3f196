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
import org.truckroll.event.Inbound;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pages of a fax as PDF, whatever a gateway sends: TIFF of group 3 or 4, in colour, or PDF already (GEO-03, GEO-08). */
final class FaxPages {

    private static final Logger log = LoggerFactory.getLogger(FaxPages.class);

    private static final int MOST_PAGES = 200;
    private static final long MOST_PIXELS = 40_000_000;
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
        for (Inbound.Part part : parts) {
            if (tiff(part.content())) {
                pdf(part.content())
                        .ifPresent(pdf -> readable.add(new Inbound.Part(pdfName(part.name()), "application/pdf", pdf)));
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

    private static String pdfName(String name) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + ".pdf";
    }

    static boolean isPdf(byte[] content) {
        return content.length > 4 && content[0] == '%' && content[1] == 'P' && content[2] == 'D' && content[3] == 'F';
    }

    static boolean tiff(byte[] content) {
        return content.length > 8
                && (content[0] == 'I' && content[1] == 'I' && content[2] == 42 && content[3] == 0
                        || content[0] == 'M' && content[1] == 'M' && content[2] == 0 && content[3] == 42);
    }

    /** Empty when it cannot be read, or would fill the memory. */
    static Optional<byte[]> pdf(byte[] tiff) {
        ImageReader reader = new TIFFImageReaderSpi().createReaderInstance(null);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(tiff));
                PDDocument document = new PDDocument()) {
            reader.setInput(in);
            int pages = reader.getNumImages(true);
            if (pages < 1 || pages > MOST_PAGES) {
                throw new IOException(pages + " pages, at most " + MOST_PAGES);
            }
            for (int page = 0; page < pages; page++) {
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
        if (pixels > MOST_PIXELS) {
            throw new IOException(pixels + " pixels, at most " + MOST_PIXELS);
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
