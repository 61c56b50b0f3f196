// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Model releases: collects the BPMN, DMN and form files, checks them as one set and deploys them as one set,
 * or keeps the last good release and says what to do. The checks are the ones that the build runs.
 */
@org.jspecify.annotations.NullMarked
package org.truckroll.lifecycle.models;
