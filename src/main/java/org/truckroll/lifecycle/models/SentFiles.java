// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.truckroll.lifecycle.CandidateTables.Upload;

/** Uploaded model files by their plain names, and what is wrong with the parcel. */
record SentFiles(List<ModelFile> files, List<ModelProblem> problems) {

    static SentFiles of(List<Upload> uploads) {
        var files = new ArrayList<ModelFile>();
        var problems = new ArrayList<ModelProblem>();
        var names = new HashSet<String>();
        for (var upload : uploads) {
            var name = plain(upload.name());
            if (ModelFile.Kind.of(name).isEmpty()) {
                problems.add(
                        ModelProblem.ofFile(name, "the file is no model", "send .bpmn, .dmn, .form or .html files"));
            } else if (names.add(name)) {
                files.add(new ModelFile(name, upload.content()));
            } else {
                problems.add(ModelProblem.ofFile(name, "the file was sent twice", "send one of the two"));
            }
        }
        if (uploads.isEmpty()) {
            problems.add(
                    ModelProblem.ofFile("-", "no file was sent", "send files with their names, or no body at all"));
        }
        return new SentFiles(files, problems);
    }

    private static String plain(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
