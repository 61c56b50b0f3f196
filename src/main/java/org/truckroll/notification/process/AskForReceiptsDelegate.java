// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.ReceiptQuestions;

/** Asks providers for some receipts and says whether there are more to ask for. */
@Component
final class AskForReceiptsDelegate implements JavaDelegate {

    private final ReceiptQuestions questions;

    AskForReceiptsDelegate(ReceiptQuestions questions) {
        this.questions = questions;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable("moreReceipts", questions.askNext());
    }
}
