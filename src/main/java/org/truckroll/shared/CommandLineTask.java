// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.io.PrintWriter;
import java.util.List;

/** Something to do instead of starting the server: {@code java -jar truckroll.jar <name> --option=value ...}. */
public interface CommandLineTask {

    /** What was asked for holds. */
    int FINE = 0;

    /** Something was found that a person should look at. */
    int FINDINGS = 1;

    /** The task could not be done. */
    int PROBLEMS = 2;

    /** The first word of the command line. */
    String name();

    /** One line per option, for people. */
    String usage();

    /**
     * @param arguments what follows the name, as it was written
     * @return the exit code
     */
    int run(List<String> arguments, PrintWriter out);
}
