// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The doors of section 5 of api.md: subscriptions and the pull feed.
 * Nothing is decided here; controllers translate.
 */
@NullMarked
package org.truckroll.closure.web;

import org.jspecify.annotations.NullMarked;
