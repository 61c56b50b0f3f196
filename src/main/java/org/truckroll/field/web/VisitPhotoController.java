// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.web;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.VisitPhotos;
import org.truckroll.people.Callers;

/** Photos of a visit: the body is the picture, the parameters say when and where. */
@RestController
@RequestMapping("/api/v1/field-activities/{id}/photos")
class VisitPhotoController {

    record Photos(List<VisitPhotos.Photo> items) {}

    private final VisitPhotos photos;
    private final Callers callers;

    VisitPhotoController(VisitPhotos photos, Callers callers) {
        this.photos = photos;
        this.callers = callers;
    }

    @PostMapping(consumes = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE})
    ResponseEntity<VisitPhotos.Photo> add(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Instant takenAt,
            @RequestParam(required = false) @Nullable BigDecimal latitude,
            @RequestParam(required = false) @Nullable BigDecimal longitude,
            @RequestParam(required = false) @Nullable Integer accuracy,
            @RequestBody byte[] body) {
        VisitPhotos.Stored stored =
                photos.add(id, callers.current(), new VisitPhotos.Taken(takenAt, latitude, longitude, accuracy), body);
        return ResponseEntity.status(stored.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/api/v1/field-activities/"
                        + stored.photo().visitId() + "/photos/" + stored.photo().id()))
                .body(stored.photo());
    }

    @GetMapping
    Photos list(@PathVariable String id) {
        return new Photos(photos.list(id, callers.current()));
    }

    @GetMapping("/{photo}")
    ResponseEntity<byte[]> get(@PathVariable String id, @PathVariable String photo) {
        VisitPhotos.Picture picture = photos.picture(id, photo, callers.current());
        MediaType type = MediaType.parseMediaType(picture.mediaType());
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header(
                        "Content-Disposition",
                        ContentDisposition.inline()
                                .filename(photo + (type.equals(MediaType.IMAGE_PNG) ? ".png" : ".jpg"))
                                .build()
                                .toString())
                .body(picture.bytes());
    }
}
