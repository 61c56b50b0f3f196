// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** XML and SOAP as head ends speak them: a small tree, read without document types, entities or anything from outside the message. */
@NullMarked
package org.truckroll.command.headend.xml;

import org.jspecify.annotations.NullMarked;
