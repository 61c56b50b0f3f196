// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the assessment; what a division lays down stands in the table {@code division-policy}.
 *
 * @param stepLimit decisions after which a person must look (guard G13)
 */
@ConfigurationProperties("truckroll.assessment")
public record AssessmentProperties(@DefaultValue("40") int stepLimit) {}
