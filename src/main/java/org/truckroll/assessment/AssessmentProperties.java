// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Policies of the assessment (service-orders 7).
 *
 * @param outageHold the longest wait for an outage to clear
 * @param closeWait the longest wait for a person to close an armed switch
 * @param noticePeriod from the notice to the cut
 * @param debtThreshold a debt not above it is no reason for a cut
 * @param stepLimit decisions after which a person must look (guard G13)
 */
@ConfigurationProperties("truckroll.assessment")
public record AssessmentProperties(
        @DefaultValue("PT24H") Duration outageHold,
        @DefaultValue("PT24H") Duration closeWait,
        @DefaultValue("P10D") Period noticePeriod,
        @DefaultValue("0") BigDecimal debtThreshold,
        @DefaultValue("40") int stepLimit) {}
