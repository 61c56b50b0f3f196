// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.Replies;
import org.truckroll.command.Reply;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1/head-ends/{headEnd}/replies")
class ReplyController {

    private final Replies replies;
    private final HeadEndDirectory headEnds;

    ReplyController(Replies replies, HeadEndDirectory headEnds) {
        this.replies = replies;
        this.headEnds = headEnds;
    }

    /** 202 as soon as the answer is stored; the same message id again changes nothing. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    void receive(@PathVariable String headEnd, @RequestBody Reply reply) {
        if (!headEnds.inService(headEnd)) {
            throw Problem.notFound("head end", headEnd);
        }
        List<Problem.FieldError> errors = new ArrayList<>();
        text(errors, "/messageId", reply.messageId(), 200);
        text(errors, "/commandId", reply.commandId(), 64);
        if (reply.result() == null) {
            errors.add(new Problem.FieldError("/result", "is required: SUCCESS or FAILURE"));
        }
        if (reply.code() != null && reply.code().length() > 60) {
            errors.add(new Problem.FieldError("/code", "is longer than 60 characters"));
        }
        if (tooLong(reply.model(), 100)) {
            errors.add(new Problem.FieldError("/model", "is longer than 100 characters"));
        }
        List<Reading> readings = reply.readings() == null ? List.of() : reply.readings();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            String pointer = "/readings/" + i;
            if (reading == null || reading.value() == null || reading.at() == null) {
                errors.add(new Problem.FieldError(pointer, "needs value and at"));
            } else if (!ReadingIntake.readable(reading.value())
                    || tooLong(reading.registerId(), 64)
                    || tooLong(reading.readingType(), 100)) {
                errors.add(new Problem.FieldError(pointer, "is not a register value that can be kept"));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The reply is not in the form of the contract.", errors);
        }
        replies.receive(headEnd, reply);
    }

    private static boolean tooLong(String text, int max) {
        return text != null && text.length() > max;
    }

    private static void text(List<Problem.FieldError> errors, String pointer, String value, int max) {
        if (value == null || value.isBlank()) {
            errors.add(new Problem.FieldError(pointer, "is required"));
        } else if (value.length() > max) {
            errors.add(new Problem.FieldError(pointer, "is longer than " + max + " characters"));
        }
    }
}
