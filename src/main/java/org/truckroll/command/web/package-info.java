// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** REST of commands and head-end replies (api.md 4). */
@NullMarked
package org.truckroll.command.web;

import org.jspecify.annotations.NullMarked;
