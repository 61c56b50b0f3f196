// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The port to those who carry messages: mail servers, SMS and fax providers. An adapter tells what surely happened and what may have happened; what
 * to do about it is decided in {@link org.truckroll.notification}.
 */
@NullMarked
package org.truckroll.notification.carrier;

import org.jspecify.annotations.NullMarked;
