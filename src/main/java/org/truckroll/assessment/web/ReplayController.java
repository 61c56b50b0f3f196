// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.truckroll.assessment.Replay;
import org.truckroll.lifecycle.CandidateTables;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;

/** What changed tables would have decided, before they are released (api.md 5b). */
@RestController
class ReplayController {

    private static final int MOST = 1000;

    private final Replay replay;
    private final CandidateTables candidates;
    private final Callers callers;

    ReplayController(Replay replay, CandidateTables candidates, Callers callers) {
        this.replay = replay;
        this.candidates = candidates;
        this.callers = callers;
    }

    @Operation(summary = "Decide the records of the last orders once more by uploaded tables; nothing is released")
    @PostMapping(
            path = "/api/v1/models:replay",
            consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Replay.Report replay(
            @RequestParam(defaultValue = "100") int orders,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String division,
            MultipartHttpServletRequest request)
            throws IOException {
        List<CandidateTables.Upload> files = new ArrayList<>();
        for (List<MultipartFile> parts : request.getMultiFileMap().values()) {
            for (MultipartFile part : parts) {
                String name = part.getOriginalFilename();
                files.add(new CandidateTables.Upload(name == null ? "" : name, part.getBytes()));
            }
        }
        Replay.Selection selection = selection(orders, type, division);
        return replay.replay(candidates.replacing(files), selection);
    }

    @Operation(summary = "Decide the records of the last orders once more by the model directory; nothing is released")
    @PostMapping(path = "/api/v1/models:replay", produces = MediaType.APPLICATION_JSON_VALUE)
    Replay.Report replay(
            @RequestParam(defaultValue = "100") int orders,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String division,
            HttpServletRequest request)
            throws HttpMediaTypeNotSupportedException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            throw new HttpMediaTypeNotSupportedException(
                    "send files as multipart/form-data, or no body", List.of(MediaType.MULTIPART_FORM_DATA));
        }
        Replay.Selection selection = selection(orders, type, division);
        return replay.replay(candidates.ofDirectory(), selection);
    }

    /** Within the divisions of the caller. */
    private Replay.Selection selection(int orders, @Nullable String type, @Nullable String division) {
        if (orders < 1 || orders > MOST) {
            throw Problem.badRequest("Parameter 'orders' must be between 1 and " + MOST + ".", List.of());
        }
        Set<String> visible = callers.current().divisions();
        if (division == null) {
            return new Replay.Selection(orders, type, visible);
        }
        return new Replay.Selection(orders, type, visible.contains(division) ? Set.of(division) : Set.of());
    }
}
