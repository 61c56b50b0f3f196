// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/** A model file by its plain name, such as {@code service-order.bpmn}; the extension decides kind and place. */
public final class ModelFile {

    /** What the extension of a file says about it. */
    enum Kind {
        BPMN("bpmn", "processes/"),
        DMN("dmn", "processes/"),
        FORM("form", "forms/"),
        HTML("html", "forms/");

        private final String extension;
        private final String folder;

        Kind(String extension, String folder) {
            this.extension = extension;
            this.folder = folder;
        }

        static Optional<Kind> of(String fileName) {
            return Arrays.stream(values())
                    .filter(kind -> fileName.endsWith("." + kind.extension))
                    .findFirst();
        }
    }

    private final String name;
    private final Kind kind;
    private final byte[] content;
    private final String sha256;

    /** @throws IllegalArgumentException when the extension is none of bpmn, dmn, form, html */
    public ModelFile(String name, byte[] content) {
        this.name = name;
        this.kind = Kind.of(name).orElseThrow(() -> new IllegalArgumentException("not a model file: " + name));
        this.content = content.clone();
        this.sha256 = sha256(content);
    }

    public String name() {
        return name;
    }

    public byte[] content() {
        return content.clone();
    }

    public String sha256() {
        return sha256;
    }

    /** The file name without its extension, which is the id that the file must hold. */
    public String id() {
        return name.substring(0, name.length() - kind.extension.length() - 1);
    }

    /** The relative name in the deployment, such as {@code forms/install-meter.form}. */
    public String resourceName() {
        return kind.folder + name;
    }

    Kind kind() {
        return kind;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelFile that && name.equals(that.name) && sha256.equals(that.sha256);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, sha256);
    }

    @Override
    public String toString() {
        return name + "@" + sha256.substring(0, 8);
    }
}
