// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Head ends that speak IEC 61968-9 messages in IEC 61968-100 envelopes over SOAP: the subset of docs/cim.md, written and read by ourselves
 * (service-orders 2.5: no schema text of the IEC in our tree).
 */
@NullMarked
package org.truckroll.command.headend.cim;

import org.jspecify.annotations.NullMarked;
