// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.truckroll.lifecycle.CandidateTables;
import org.truckroll.shared.Problem;

/** What analysts see and do with model releases (api 5b). */
@RestController
class ModelsController {

    /** The current release as analysts see it; without an id while there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Release(
            @Nullable String id,
            @Nullable String deploymentId,
            @Nullable Instant deployedAt,
            @Nullable String hash,
            List<ModelRelease.File> files,
            Set<String> orderTypes,
            List<ModelProblem> problems) {}

    /** The result of a check. */
    record Check(List<ModelProblem> problems) {}

    private final ModelReleases releases;

    ModelsController(ModelReleases releases) {
        this.releases = releases;
    }

    @Operation(summary = "The current model release and the problems of the newest look at the files")
    @GetMapping(path = "/api/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
    Release current() {
        return view(releases.find().orElse(null), releases.problems());
    }

    @Operation(summary = "Check all model files and release them, or keep the last good release")
    @PostMapping(path = "/api/v1/models:rescan", produces = MediaType.APPLICATION_JSON_VALUE)
    Release rescan() {
        var scan = releases.rescan();
        if (!scan.accepted()) {
            throw refused(scan);
        }
        return view(scan.current(), scan.problems());
    }

    @Operation(summary = "Check uploaded files within the whole set; nothing is released")
    @PostMapping(
            path = "/api/v1/models:check",
            consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Check check(MultipartHttpServletRequest request) {
        var sent = SentFiles.of(request.getMultiFileMap().values().stream()
                .flatMap(List::stream)
                .map(part -> new CandidateTables.Upload(
                        part.getOriginalFilename() == null ? "" : part.getOriginalFilename(), contentOf(part)))
                .toList());
        return new Check(releases.check(sent.files(), sent.problems()));
    }

    @Operation(summary = "Check the model directory; nothing is released")
    @PostMapping(path = "/api/v1/models:check", produces = MediaType.APPLICATION_JSON_VALUE)
    Check check(HttpServletRequest request) throws HttpMediaTypeNotSupportedException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            // A file sent without multipart would be passed over, and the answer would look like its verdict.
            throw new HttpMediaTypeNotSupportedException(
                    "send files as multipart/form-data, or no body", List.of(MediaType.MULTIPART_FORM_DATA));
        }
        return new Check(releases.check(List.of(), List.of()));
    }

    private Release view(@Nullable ModelRelease release, List<ModelProblem> problems) {
        if (release == null) {
            return new Release(null, null, null, null, List.of(), Set.of(), problems);
        }
        return new Release(
                String.valueOf(release.id()),
                release.deploymentId(),
                release.deployedAt(),
                release.hash(),
                release.files(),
                releases.orderTypes(),
                problems);
    }

    private static Problem refused(ModelScan scan) {
        var detail = scan.release()
                .map(release -> "The models hold errors; release " + release.id() + " stays in use.")
                .orElse("The models hold errors, and there is no release yet.");
        return Problem.unprocessable("models-refused", detail).with("problems", scan.problems());
    }

    private static byte[] contentOf(MultipartFile part) {
        try {
            return part.getBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("uploaded file was not readable", e);
        }
    }
}
