// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the Truckroll server: the engine, the REST interface and Tasklist in one process; or runs the task that the first argument names. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Application {

    public static void main(String[] args) {
        if (CommandLine.namesTask(args)) {
            System.exit(CommandLine.run(args));
        }
        SpringApplication.run(Application.class, args);
    }
}
