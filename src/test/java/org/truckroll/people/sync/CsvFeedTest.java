// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.SourcePerson;
import org.truckroll.people.SourceProperties;

/** Real files, as personnel systems write them, good and bad (HCDC-37). */
class CsvFeedTest {

    private static final String HEADER = "id;login;given_name;family_name;division;groups;email;mobile;last_update\n";

    @TempDir
    private Path folder;

    private SourceProperties settings(String... more) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "truckroll.people.source.kind", "CSV",
                "truckroll.people.source.people-file",
                        folder.resolve("people.csv").toString(),
                "truckroll.people.source.page", "2"));
        for (int i = 0; i < more.length; i += 2) {
            properties.put("truckroll.people.source." + more[i], more[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("truckroll.people.source", Bindable.of(SourceProperties.class))
                .get();
    }

    private Feed.Answer read(String text, String... more) throws IOException {
        Files.writeString(folder.resolve("people.csv"), text);
        return new CsvFeed(settings(more)).read(Feed.Kind.PERSON, null, null);
    }

    @Test
    void readsPagesWithLinesSeveralValuesAndQuotes() throws IOException {
        String text = "\uFEFF" + HEADER
                + "1;eva;Eva;\"Ek; \"\"den äldre\"\"\nd.ä.\";north;g1|g2;Eva@North.example;+46 70 174 06 40;2026-03-01T07:30:00Z\r\n"
                + "\n"
                + "2;ola;Ola;Alm;north;;;;2026-03-02 07:30:00\n"
                + "3;ida;Ida;Berg;;;;;\n";
        Files.writeString(folder.resolve("people.csv"), text);
        CsvFeed feed = new CsvFeed(settings("division", "south", "divisions.north", "nord"));
        Feed.Rows first = (Feed.Rows) feed.read(Feed.Kind.PERSON, null, null);
        Feed.Rows second = (Feed.Rows) feed.read(Feed.Kind.PERSON, null, first.next());

        assertThat(first.rows()).extracting(Row::line).containsExactly(2, 5);
        assertThat(second.rows()).extracting(Row::line).containsExactly(6);
        assertThat(second.next()).isNull();
        SourceProperties settings = settings("division", "south", "divisions.north", "nord");
        SourcePerson eva = first.rows().get(0).person(settings);
        assertThat(eva.familyName()).isEqualTo("Ek; \"den äldre\"\nd.ä.");
        assertThat(eva.division()).isEqualTo("nord");
        assertThat(eva.groups()).containsExactly("g1", "g2");
        assertThat(eva.skills()).as("no such column").isNull();
        assertThat(eva.contacts())
                .containsExactly(
                        new ContactPoint(ContactPoint.Kind.MOBILE, "+46 70 174 06 40", 1),
                        new ContactPoint(ContactPoint.Kind.EMAIL, "Eva@North.example", 2));
        assertThat(first.rows().get(1).updated()).isEqualTo(Instant.parse("2026-03-02T07:30:00Z"));
        assertThat(second.rows().get(0).person(settings).division()).isEqualTo("south");
    }

    @Test
    void fileOfChangesIsReadFromTheLastUpdateOn() throws IOException {
        Files.writeString(
                folder.resolve("people.csv"),
                HEADER
                        + "1;eva;E;E;n;;;;2026-03-01T00:00:00Z\n2;ola;O;O;n;;;;2026-03-03T00:00:00Z\n3;ida;I;I;n;;;;soon\n");
        Feed.Rows rows = (Feed.Rows) new CsvFeed(settings("complete", "false", "page", "10"))
                .read(Feed.Kind.PERSON, Instant.parse("2026-03-02T00:00:00Z"), null);
        assertThat(rows.rows())
                .extracting(Row::id)
                .as("and what cannot be judged is shown")
                .containsExactly("2", "3");
    }

    @Test
    void rowOfAnotherLengthIsBrokenAndTheOthersAreNot() throws IOException {
        Feed.Rows rows = (Feed.Rows) read(HEADER + "1;eva;Eva;Ek;north\n2;ola;Ola;Alm;north;;;;\n");
        assertThat(rows.rows().get(0).broken()).contains("5 cells where the header has 9");
        assertThat(rows.rows().get(0).hasId()).isFalse();
        assertThat(rows.rows().get(1).person(settings()).login()).isEqualTo("ola");
    }

    @Test
    void fileThatIsWrongAsAWholeIsNotBelieved() throws IOException {
        assertThat(read(HEADER + "1;\"eva;Eva;Ek;north;;;;\n"))
                .isEqualTo(new Feed.Failed("The file people.csv cannot be read. Line 2: a quote is not closed"));
        assertThat(read(HEADER + "1;\"eva\"x;Eva;Ek;north;;;;\n").toString())
                .contains("something follows a closing quote");
        assertThat(read("id,login\n1,eva\n"))
                .isEqualTo(new Feed.Failed("The header of people.csv lacks family_name, given_name"));
        assertThat(read("id,login,given_name,family_name,id\n").toString()).contains("names a column twice");
        assertThat(read("")).isEqualTo(new Feed.Failed("The file people.csv is empty"));
        Files.write(
                folder.resolve("people.csv"),
                (HEADER + "1;eva;Ev\u00e4;Ek;north;;;;\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new CsvFeed(settings()).read(Feed.Kind.PERSON, null, null).toString())
                .contains("not written in UTF-8");
        assertThat(((Feed.Rows) new CsvFeed(settings("charset", "ISO-8859-1")).read(Feed.Kind.PERSON, null, null))
                        .rows())
                .hasSize(1);
        Files.delete(folder.resolve("people.csv"));
        assertThat(new CsvFeed(settings()).read(Feed.Kind.PERSON, null, null).toString())
                .contains("NoSuchFileException");
    }

    @Test
    void fileThatChangesBetweenTwoPagesIsNotBelieved() throws IOException {
        String row = "1;eva;Eva;Ek;north;;;;\n";
        Feed.Rows first = (Feed.Rows) read(HEADER + row + row.replace("1;", "2;") + row.replace("1;", "3;"));
        Files.writeString(folder.resolve("people.csv"), HEADER + row);
        assertThat(new CsvFeed(settings()).read(Feed.Kind.PERSON, null, first.next()))
                .isEqualTo(new Feed.Failed("The file people.csv changed while it was read"));
    }

    @Test
    void withoutAFileOfCrewsThereAreNone() {
        assertThat(new CsvFeed(settings()).read(Feed.Kind.UNIT, null, null)).isEqualTo(new Feed.Nothing());
    }
}
