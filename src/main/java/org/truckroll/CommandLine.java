// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.truckroll.shared.CommandLineTask;

/** Runs a task when the first argument is its name; options alone start the server. */
final class CommandLine {

    /** Each room names its tasks itself. */
    private static final List<CommandLineTask> TASKS = ServiceLoader.load(CommandLineTask.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(CommandLineTask::name))
            .toList();

    private CommandLine() {}

    static boolean namesTask(String[] arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /** Runs the task and answers its exit code. */
    static int run(String[] arguments) {
        // What a person asked for on a terminal is an answer, not a log.
        try (PrintWriter out =
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset())) {
            return run(arguments, out);
        }
    }

    static int run(String[] arguments, PrintWriter out) {
        for (CommandLineTask task : TASKS) {
            if (task.name().equals(arguments[0])) {
                return task.run(Arrays.asList(arguments).subList(1, arguments.length), out);
            }
        }
        out.println("There is no task '" + arguments[0] + "'. Without a task the server starts. The tasks:");
        TASKS.forEach(task -> out.println(task.usage()));
        return CommandLineTask.PROBLEMS;
    }
}
