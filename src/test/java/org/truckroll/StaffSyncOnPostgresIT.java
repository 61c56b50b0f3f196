// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.truckroll.people.Caller;
import org.truckroll.people.Persons;
import org.truckroll.people.sync.StaffSync;
import org.truckroll.people.sync.SyncRun;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Real files, the job executor and the database of production (HCDC-36, HCDC-37, HCDC-43). */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "truckroll.people.source.kind=CSV",
            "truckroll.people.source.scheduled=false",
            "truckroll.people.source.page=20",
        })
@ActiveProfiles("demo")
@Import(PostgresInTest.class)
@DirtiesContext
class StaffSyncOnPostgresIT {

    private static final int STAFF = 70;
    private static final Caller ADMIN =
            new Caller("admin", Caller.Kind.PERSON, Set.of("camunda-admin"), Set.of("north"), Set.of());
    private static final Path FOLDER = folder();

    @DynamicPropertySource
    static void files(DynamicPropertyRegistry properties) {
        properties.add("truckroll.people.source.people-file", () -> FOLDER.resolve("people.csv"));
        properties.add("truckroll.people.source.groups-file", () -> FOLDER.resolve("groups.csv"));
    }

    @Autowired
    private StaffSync sync;

    @Autowired
    private Persons persons;

    @Autowired
    private IdentityService identities;

    @Autowired
    private JdbcClient jdbc;

    private static Path folder() {
        try {
            return Files.createTempDirectory("staff");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String name, String text) throws IOException {
        Path fresh = Files.writeString(FOLDER.resolve(name + ".new"), text);
        Files.move(fresh, FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void people(int staff, String more) throws IOException {
        StringBuilder text = new StringBuilder("id,login,given_name,family_name,division,groups,last_update\n");
        IntStream.range(0, staff)
                .forEach(number -> text.append("p%d,person%d,Given,Family %d,north,c%d,2026-03-01T00:00:00Z\n"
                        .formatted(number, number, number, number % 3)));
        write("people.csv", text + more);
    }

    private SyncRun done(SyncRun run) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        SyncRun now = sync.get(run.id());
        while (now.state() == SyncRun.State.RUNNING && System.nanoTime() < end) {
            Thread.sleep(200);
            now = sync.get(run.id());
        }
        return now;
    }

    @Test
    void filesAreReadOnceAndLeaversGoAndComeBack() throws Exception {
        write("groups.csv", "id,name,division\nc0,Crane,north\nc1,Derrick,north\nc2,Ladder,north\n");
        people(STAFF, "broken\nlast,person0,Second,Of The Login,north,,\n");

        long begun =
                IntStream.range(0, 4).mapToObj(number -> CompletableFuture.supplyAsync(this::begins)).toList().stream()
                        .filter(CompletableFuture::join)
                        .count();
        assertThat(begun).as("of four nodes that ask together").isEqualTo(1);
        SyncRun first = done(sync.list(new Page.Request(1, null)).items().get(0));
        assertThat(first.state()).as("%s", first).isEqualTo(SyncRun.State.DONE);
        assertThat(first.added()).isEqualTo(STAFF);
        assertThat(first.unitsAdded()).isEqualTo(3);
        assertThat(sync.faults(first.id(), new Page.Request(50, null)).items())
                .extracting(SyncRun.Fault::line)
                .containsExactly(STAFF + 2, STAFF + 3);
        assertThat(identities.createUserQuery().memberOfGroup("field-c1").count())
                .isEqualTo(23);
        assertThat(persons.find("person1").orElseThrow().groups()).containsExactly("field-c1");

        people(STAFF - 5, "broken\n");
        assertThat(done(sync.begin(true, false, ADMIN)).disabled())
                .as("with a row that nobody can recognise nobody is missing")
                .isZero();
        people(STAFF - 5, "");
        assertThat(done(sync.begin(false, false, ADMIN)).disabled()).isEqualTo(5);
        assertThat(persons.find("person69").orElseThrow().active()).isFalse();
        assertThat(identities.createUserQuery().userId("person69").count()).isEqualTo(1);

        people(3, "");
        SyncRun stopped = done(sync.begin(true, false, ADMIN));
        assertThat(stopped.state()).isEqualTo(SyncRun.State.STOPPED);
        assertThat(persons.find("person10").orElseThrow().active()).isTrue();
        assertThat(done(sync.begin(true, true, ADMIN)).disabled())
                .as("in several steps")
                .isEqualTo(STAFF - 5 - 3);

        people(STAFF, "");
        write("groups.csv", "id,name,division\nc0,Crane,north\nc1,Derrick,north\nc2,Tall ladder,north\n");
        SyncRun back = done(sync.begin(false, false, ADMIN));
        assertThat(back.enabled()).isEqualTo(STAFF - 3);
        assertThat(back.unitsChanged()).isEqualTo(1);
        assertThat(identities
                        .createGroupQuery()
                        .groupId("field-c2")
                        .singleResult()
                        .getName())
                .isEqualTo("Tall ladder");
        assertThat(jdbc.sql("select count(*) from tr_staff_sync_seen")
                        .query(Integer.class)
                        .single())
                .isZero();

        Files.delete(FOLDER.resolve("people.csv"));
        assertThat(done(sync.begin(true, false, ADMIN)).state()).isEqualTo(SyncRun.State.FAILED);
    }

    private boolean begins() {
        try {
            sync.begin(false, false, ADMIN);
            return true;
        } catch (Problem e) {
            return false;
        }
    }
}
