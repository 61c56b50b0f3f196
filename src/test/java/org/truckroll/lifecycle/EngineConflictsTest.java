// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.camunda.bpm.engine.OptimisticLockingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.shared.ProblemHandler;

/** What the engine says of a lost race reaches the client as a conflict. */
class EngineConflictsTest {

    @RestController
    static class Doors {

        @PostMapping("/lost")
        void lost() {
            throw new OptimisticLockingException("ENGINE-03005");
        }

        @PostMapping("/wrapped")
        void wrapped() {
            throw new IllegalStateException("in a step", new OptimisticLockingException("ENGINE-03005"));
        }

        @PostMapping("/twice")
        void twice() {
            throw new DuplicateKeyException("the same was entered at once");
        }

        @PostMapping("/failed")
        void failed() {
            throw new IllegalStateException("no race");
        }
    }

    private final ProblemHandler problems = new ProblemHandler();
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Doors())
            .setControllerAdvice(problems, new EngineConflicts(problems))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"/lost", "/wrapped", "/twice"})
    void lostRaceIsAConflict(String path) throws Exception {
        mvc.perform(post(path))
                .andExpect(status().isConflict())
                .andExpect(header().string("Retry-After", "1"))
                .andExpect(jsonPath("$.type").value("urn:truckroll:problem:concurrent-change"));
    }

    @Test
    void everythingElseIsAFault() throws Exception {
        mvc.perform(post("/failed")).andExpect(status().isInternalServerError());
    }
}
