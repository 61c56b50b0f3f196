// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.SqlTime;

/**
 * Photos that the crew takes at a visit, with time and, if the crew agrees, place. They are seen by those who see the visit. The same photo sent
 * again is the same photo.
 */
@Service
public class VisitPhotos {

    private static final Logger log = LoggerFactory.getLogger(VisitPhotos.class);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration OLDEST = Duration.ofDays(90);
    /** A crew that comes out of a cellar may send after it has reported. */
    private static final Duration AFTERWARDS = Duration.ofDays(1);

    /** When and where it was taken; {@code accuracy} in metres. */
    public record Taken(
            @Nullable Instant at,
            @Nullable BigDecimal latitude,
            @Nullable BigDecimal longitude,
            @Nullable Integer accuracy) {}

    /** A photo as it is listed. */
    public record Photo(
            String id,
            String visitId,
            String person,
            Instant takenAt,
            Instant receivedAt,
            @Nullable BigDecimal latitude,
            @Nullable BigDecimal longitude,
            @Nullable Integer accuracy,
            String mediaType,
            int width,
            int height,
            int size) {}

    /** @param created false when it was there already */
    public record Stored(Photo photo, boolean created) {}

    /** What a viewer loads. */
    public record Picture(String mediaType, byte[] bytes) {}

    private final Visits visits;
    private final FieldWork work;
    private final JdbcClient jdbc;
    private final PhotoProperties properties;
    private final Clock clock;

    VisitPhotos(Visits visits, FieldWork work, JdbcClient jdbc, PhotoProperties properties, Clock clock) {
        this.visits = visits;
        this.work = work;
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Keeps a photo of the person who has signed the visit.
     *
     * @throws Problem 409 when somebody else, or nobody, has signed, or the visit ended long ago; 413, 415, 422 for what is no photo of it
     */
    @Transactional
    public Stored add(String visitId, Caller caller, Taken taken, byte[] body) {
        work.visible(visitId, caller);
        if (body.length > properties.maxSize().toBytes()) {
            throw new Problem(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    "payload-too-large",
                    "A photo has at most " + properties.maxSize().toBytes() + " bytes.");
        }
        PhotoContent content = PhotoContent.of(body)
                .orElseThrow(() -> new Problem(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "photo-not-readable",
                        "A photo is a whole JPEG or PNG picture of at most 50 megapixels; this is none."));
        Instant now = clock.instant();
        check(taken, now);
        Visit visit = visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        mayAdd(visit, caller, now);
        String digest = digest(content.bytes());
        List<Photo> before = list(visitId);
        String known = jdbc.sql("select id from tr_visit_photo where visit_id = :visit and digest = :digest")
                .param("visit", visitId)
                .param("digest", digest)
                .query(String.class)
                .optional()
                .orElse(null);
        if (known != null) {
            return new Stored(
                    before.stream()
                            .filter(photo -> photo.id().equals(known))
                            .findFirst()
                            .orElseThrow(),
                    false);
        }
        if (before.size() >= properties.perVisit()) {
            throw Problem.conflict(
                    "too-many-photos", "A visit has at most " + properties.perVisit() + " photos, and this one has.");
        }
        Photo photo = new Photo(
                Ids.next(),
                visitId,
                caller.id(),
                taken.at() == null ? now : taken.at(),
                now,
                taken.latitude(),
                taken.longitude(),
                taken.accuracy(),
                content.mediaType(),
                content.width(),
                content.height(),
                content.bytes().length);
        insert(photo, digest, content.bytes());
        log.info("Photo was kept: visitId={} photoId={} bytes={}", visitId, photo.id(), photo.size());
        return new Stored(photo, true);
    }

    /** The photos of a visit, in the order in which they came. */
    public List<Photo> list(String visitId, Caller caller) {
        return list(work.seen(visitId, caller).id());
    }

    public Picture picture(String visitId, String photoId, Caller caller) {
        work.seen(visitId, caller);
        return jdbc.sql("select media_type, content from tr_visit_photo where visit_id = :visit and id = :id")
                .param("visit", visitId)
                .param("id", photoId)
                .query((rs, row) -> new Picture(rs.getString("media_type"), rs.getBytes("content")))
                .optional()
                .orElseThrow(() -> Problem.notFound("photo", photoId));
    }

    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT6H")
    void sweep() {
        int old = jdbc.sql("delete from tr_visit_photo where received_at < :before")
                .param("before", SqlTime.toSql(clock.instant().minus(properties.keep())))
                .update();
        if (old > 0) {
            log.info("Old photos were removed: count={}", old);
        }
    }

    private static void check(Taken taken, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        if (taken.at() != null && taken.at().isAfter(now.plus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError("/takenAt", "lies in the future"));
        }
        if (taken.at() != null && taken.at().isBefore(now.minus(OLDEST))) {
            errors.add(new FieldError("/takenAt", "lies more than " + OLDEST.toDays() + " days back"));
        }
        if ((taken.latitude() == null) != (taken.longitude() == null)) {
            errors.add(new FieldError("/latitude", "and longitude come together"));
        }
        if (beyond(taken.latitude(), 90)) {
            errors.add(new FieldError("/latitude", "is between -90 and 90"));
        }
        if (beyond(taken.longitude(), 180)) {
            errors.add(new FieldError("/longitude", "is between -180 and 180"));
        }
        if (taken.accuracy() != null && (taken.accuracy() < 0 || taken.latitude() == null)) {
            errors.add(new FieldError("/accuracy", "is a number of metres, with a place"));
        }
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "photo-not-possible",
                    "The photo's time or place cannot be. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }

    private static boolean beyond(@Nullable BigDecimal degrees, int limit) {
        return degrees != null && degrees.abs().compareTo(BigDecimal.valueOf(limit)) > 0;
    }

    private static void mayAdd(Visit visit, Caller caller, Instant now) {
        if (visit.assignee() == null) {
            throw Problem.conflict("not-signed", "Nobody has signed this visit yet.");
        }
        if (!visit.assignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        if (visit.status() == Visit.Status.CANCELLED
                || visit.completedAt() != null
                        && now.isAfter(visit.completedAt().plus(AFTERWARDS))) {
            throw FieldWork.ended();
        }
    }

    private List<Photo> list(String visitId) {
        return jdbc.sql("""
                        select id, visit_id, person, taken_at, received_at, latitude, longitude, accuracy, media_type, width, height,
                        size_bytes from tr_visit_photo where visit_id = :visit order by id
                        """).param("visit", visitId).query(VisitPhotos::photo).list();
    }

    private void insert(Photo photo, String digest, byte[] content) {
        jdbc.sql("""
                        insert into tr_visit_photo (id, visit_id, person, taken_at, received_at, latitude, longitude, accuracy,
                        media_type, width, height, size_bytes, digest, content)
                        values (:id, :visit, :person, :taken, :received, :latitude, :longitude, :accuracy,
                        :type, :width, :height, :size, :digest, :content)
                        """)
                .param("id", photo.id())
                .param("visit", photo.visitId())
                .param("person", photo.person())
                .param("taken", SqlTime.toSql(photo.takenAt()))
                .param("received", SqlTime.toSql(photo.receivedAt()))
                .param("latitude", photo.latitude())
                .param("longitude", photo.longitude())
                .param("accuracy", photo.accuracy())
                .param("type", photo.mediaType())
                .param("width", photo.width())
                .param("height", photo.height())
                .param("size", photo.size())
                .param("digest", digest)
                .param("content", content)
                .update();
    }

    private static Photo photo(ResultSet rs, int row) throws SQLException {
        return new Photo(
                rs.getString("id"),
                rs.getString("visit_id"),
                rs.getString("person"),
                SqlTime.read(rs, "taken_at"),
                SqlTime.read(rs, "received_at"),
                rs.getBigDecimal("latitude"),
                rs.getBigDecimal("longitude"),
                rs.getObject("accuracy", Integer.class),
                rs.getString("media_type"),
                rs.getInt("width"),
                rs.getInt("height"),
                rs.getInt("size_bytes"));
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }
}
