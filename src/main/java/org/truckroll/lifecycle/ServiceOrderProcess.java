// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

/** Vocabulary of the process {@code service-order}: its key, variables and messages. Variables hold keys, enums and instants only. */
public final class ServiceOrderProcess {

    public static final String KEY = "service-order";

    /** Also the business key. */
    public static final String ORDER_ID = "orderId";
    /** What intake found: NEW, QUEUED, AHEAD (service date in the future) or KNOWN. */
    public static final String INTAKE = "intake";
    /** ISO instant of the first wait. */
    public static final String SERVICE_DATE = "serviceDate";
    /** The open activity; also the business key of the process called for it. */
    public static final String ACTIVITY_ID = "activityId";

    public static final String CHANNEL = "channel";
    /** ISO instant at which the present wait ends by itself. */
    public static final String WAIT_UNTIL = "waitUntil";
    /** State in which the order ends, decided by the assessment. */
    public static final String END_STATE = "endState";

    public static final String OUTCOME = "outcome";

    /** Facts changed for an order that waits: it looks again. */
    public static final String WAKENED = "order.wakened";
    /** The order need not wait any more for its turn or its first date. */
    public static final String RELEASED = "order.released";
    /** The work under way for this order was withdrawn (service-orders 7.6). */
    public static final String WITHDRAWN = "activity.withdrawn";
    /** The head end has answered a command; business key = command id. */
    public static final String COMMAND_RESPONDED = "command.responded";

    public static final String COMMAND_NOTIFIED = "command.notified";

    private ServiceOrderProcess() {}
}
