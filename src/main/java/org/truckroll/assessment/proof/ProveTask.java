// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableFiles;
import org.truckroll.lifecycle.TableSet;
import org.truckroll.shared.CommandLineTask;
import org.truckroll.shared.Problem;

/** Proves the tables of a directory on the command line. Exit code 0: all promises hold, 1: one is broken, 2: it could not be tried. */
public final class ProveTask implements CommandLineTask {

    private static final String MODELS = "--models=";
    private static final String TYPE = "--type=";
    private static final String REPORT = "--report=";
    private static final String ALL = "--all";

    @Override
    public String name() {
        return "prove";
    }

    @Override
    public String usage() {
        return """
                prove                  walk all states that orders can come into, and hold six promises against what the tables decide
                  --models=changed/    the directory with the changed tables; else those of the jar
                  --type=ENABLE        orders of one type only
                  --all                follow every state (minutes, up to 4 GB: java -Xmx4g); else a covering part of them
                  --report=proof       where the page goes""";
    }

    @Override
    public int run(List<String> arguments, PrintWriter out) {
        Path models = null;
        String type = null;
        Path page = Path.of("proof");
        boolean whole = false;
        for (String argument : arguments) {
            if (argument.equals(ALL)) {
                whole = true;
            } else if (argument.startsWith(MODELS)) {
                models = Path.of(argument.substring(MODELS.length()));
            } else if (argument.startsWith(TYPE)) {
                type = argument.substring(TYPE.length());
            } else if (argument.startsWith(REPORT)) {
                page = Path.of(argument.substring(REPORT.length()));
            } else {
                return problem(out, "'" + argument + "' is no option of this task.\n" + usage());
            }
        }
        if (models != null && !Files.isDirectory(models)) {
            return problem(out, "There is no directory " + models + ".");
        }
        try {
            TableSet set = TableFiles.read(models);
            set.warnings().forEach(out::println);
            Map<String, RuleTable> tables = set.tables();
            List<String> types = Proof.types(tables);
            if (type != null && !types.contains(type)) {
                return problem(out, "There is no table for " + type + ". There are: " + String.join(", ", types));
            }
            Proof.Report report = Proof.of(tables, type == null ? types : List.of(type), whole);
            out.print(ProofText.of(report));
            out.println();
            out.println("Read it as a page: " + ProofPage.write(report, page));
            return report.holds() ? FINE : FINDINGS;
        } catch (Problem e) {
            return problem(out, refusal(e));
        }
    }

    private static String refusal(Problem problem) {
        Object found = problem.toDetail().getProperties() == null
                ? null
                : problem.toDetail().getProperties().get("problems");
        return problem.getMessage()
                + (found instanceof List<?> list
                        ? list.stream().map(String::valueOf).collect(Collectors.joining("\n", "\n", ""))
                        : "");
    }

    private static int problem(PrintWriter out, String text) {
        out.println(text);
        return PROBLEMS;
    }
}
