// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.SourceFault;
import org.truckroll.people.SourceProperties;

/**
 * Files with a header line; several values in one cell are separated by {@code |}. A file that changes while it is read is not believed.
 */
final class CsvFeed implements Feed {

    private static final Set<String> UNIT = Set.of("id", "name");
    private static final Set<String> PERSON = Set.of("id", "login", "given_name", "family_name");
    private static final Set<String> SEVERAL =
            Set.of("groups", "skills", "speciality", "email", "mobile", "phone", "fax");
    private static final long LARGEST = 64L * 1024 * 1024;

    private final SourceProperties settings;

    CsvFeed(SourceProperties settings) {
        this.settings = settings;
    }

    @Override
    public boolean alwaysComplete() {
        return settings.complete();
    }

    @Override
    public boolean canBeComplete() {
        return settings.complete();
    }

    @Override
    public Answer read(Kind kind, @Nullable Instant since, @Nullable String place) {
        Path file = kind == Kind.UNIT ? settings.groupsFile() : settings.peopleFile();
        if (file == null) {
            return new Nothing();
        }
        try {
            if (Files.size(file) > LARGEST) {
                return new Failed("The file " + file.getFileName() + " is larger than 64 MB");
            }
            byte[] bytes = Files.readAllBytes(file);
            String digest = digest(bytes);
            int begin = 1;
            if (place != null) {
                int colon = place.indexOf(':');
                if (!place.substring(0, colon).equals(digest)) {
                    return new Failed("The file " + file.getFileName() + " changed while it was read");
                }
                begin = Integer.parseInt(place.substring(colon + 1));
            }
            List<Csv.Record> records = Csv.read(text(bytes));
            if (records.isEmpty()) {
                return new Failed("The file " + file.getFileName() + " is empty");
            }
            List<String> header = records.get(0).cells().stream()
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .toList();
            String missing = (kind == Kind.UNIT ? UNIT : PERSON)
                    .stream().filter(name -> !header.contains(name)).sorted().collect(Collectors.joining(", "));
            if (!missing.isEmpty() || new HashSet<>(header).size() < header.size()) {
                return new Failed("The header of " + file.getFileName()
                        + (missing.isEmpty() ? " names a column twice" : " lacks " + missing));
            }
            int end = Math.min(records.size(), begin + settings.page());
            List<Row> rows = records.subList(Math.min(begin, end), end).stream()
                    .map(record -> row(header, record))
                    .filter(row -> since == null || settings.complete() || changed(row, since))
                    .toList();
            return new Rows(rows, end < records.size() ? digest + ":" + end : null, true);
        } catch (CharacterCodingException e) {
            return new Failed("The file " + file.getFileName() + " is not written in " + settings.charset());
        } catch (Csv.Malformed e) {
            return new Failed("The file " + file.getFileName() + " cannot be read. " + e.getMessage());
        } catch (IOException e) {
            return new Failed("The file " + file.getFileName() + " cannot be read: "
                    + e.getClass().getSimpleName());
        }
    }

    /** A row whose time cannot be read is shown to whoever reports it. */
    private static boolean changed(Row row, Instant since) {
        try {
            Instant updated = row.broken() == null ? row.updated() : null;
            return updated == null || updated.isAfter(since);
        } catch (SourceFault e) {
            return true;
        }
    }

    private static Row row(List<String> header, Csv.Record record) {
        if (record.cells().size() != header.size()) {
            return Row.broken(
                    record.line(),
                    null,
                    "has " + record.cells().size() + " cells where the header has " + header.size());
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String cell = record.cells().get(i);
            fields.put(
                    header.get(i),
                    SEVERAL.contains(header.get(i))
                            ? new ArrayList<>(Arrays.asList(cell.split("\\|")))
                            : List.of(cell));
        }
        return new Row(record.line(), fields.get("id").get(0).strip(), fields, null);
    }

    private String text(byte[] bytes) throws CharacterCodingException {
        return settings.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }
}
