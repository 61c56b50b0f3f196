// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.util.ArrayList;
import java.util.List;

/** Comma or semicolon separated values (RFC 4180), with the line where each record begins. */
final class Csv {

    /** @param line from 1 */
    record Record(int line, List<String> cells) {}

    /** The text is not CSV. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    private Csv(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** All records but empty lines; the first line tells which separator is used. */
    static List<Record> read(String document) throws Malformed {
        String text = document.startsWith("\uFEFF") ? document.substring(1) : document;
        String head = text.lines().findFirst().orElse("");
        boolean semicolons = head.chars().filter(c -> c == ';').count()
                > head.chars().filter(c -> c == ',').count();
        return new Csv(text, semicolons ? ';' : ',').records();
    }

    private List<Record> records() throws Malformed {
        List<Record> records = new ArrayList<>();
        while (at < text.length()) {
            int begin = line;
            List<String> cells = record();
            if (cells.size() > 1 || !cells.get(0).isBlank()) {
                records.add(new Record(begin, cells));
            }
        }
        return records;
    }

    private List<String> record() throws Malformed {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at >= text.length()) {
                return cells;
            }
            char end = text.charAt(at++);
            if (end != separator) {
                if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                    at++;
                }
                line++;
                return cells;
            }
        }
    }

    private String plain() {
        int begin = at;
        while (at < text.length()
                && text.charAt(at) != separator
                && text.charAt(at) != '\n'
                && text.charAt(at) != '\r') {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted() throws Malformed {
        int begin = line;
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                if (c == '\n') {
                    line++;
                }
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else if (at >= text.length()
                    || text.charAt(at) == separator
                    || text.charAt(at) == '\n'
                    || text.charAt(at) == '\r') {
                return cell.toString();
            } else {
                throw new Malformed("Line " + line + ": something follows a closing quote");
            }
        }
        throw new Malformed("Line " + begin + ": a quote is not closed");
    }
}
