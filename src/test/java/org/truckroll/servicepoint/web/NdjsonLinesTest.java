// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NdjsonLinesTest {

    @Test
    void countsBlankLinesAndSkipsThem() throws IOException {
        NdjsonLines lines = lines("\uFEFF{\"a\":1}\r\n\r\n  \n{\"b\":2}");
        assertThat(lines.next()).isEqualTo(new NdjsonLines.Line(1, "{\"a\":1}\r", null));
        assertThat(lines.next()).isEqualTo(new NdjsonLines.Line(4, "{\"b\":2}", null));
        assertThat(lines.next()).isNull();
    }

    @Test
    void keepsTheLongestLineAndRefusesALongerOne() throws IOException {
        NdjsonLines lines = lines("x".repeat(NdjsonLines.LONGEST) + "\n" + "y".repeat(NdjsonLines.LONGEST + 1) + "\nz");
        assertThat(lines.next().text()).hasSize(NdjsonLines.LONGEST);
        NdjsonLines.Line tooLong = lines.next();
        assertThat(tooLong.text()).isNull();
        assertThat(tooLong.fault()).contains("65536");
        assertThat(lines.next()).isEqualTo(new NdjsonLines.Line(3, "z", null));
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        NdjsonLines lines =
                new NdjsonLines(new ByteArrayInputStream("{\"city\":\"Umeå\"}".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(lines.next().fault()).contains("UTF-8");
    }

    @Test
    void readsThroughALineThatWouldNotFitIntoMemory() throws IOException {
        long[] left = {1L << 30};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("only blocks are read");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (left[0] <= 0) {
                    return -1;
                }
                left[0] -= length;
                return length;
            }
        };
        assertThat(new NdjsonLines(endless).next().fault()).contains("longer");
    }

    private static NdjsonLines lines(String text) {
        return new NdjsonLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
