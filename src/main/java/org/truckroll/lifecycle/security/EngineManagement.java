// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.ManagementServiceImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.management.ActivityStatisticsQuery;
import org.camunda.bpm.engine.management.DeploymentStatisticsQuery;
import org.camunda.bpm.engine.management.MetricsQuery;
import org.camunda.bpm.engine.management.ProcessDefinitionStatisticsQuery;
import org.truckroll.people.People;
import org.truckroll.shared.Problem;

/** The engine counts the work of the whole company and by itself tells everybody who has a login; here it tells those who run the server and its models (HCDC-26). */
final class EngineManagement extends ManagementServiceImpl {

    private static final List<String> RUN_THE_SERVER =
            List.of(People.HEAD_END_OPS, People.INTEGRATION, People.ANALYSTS, People.ADMINS);

    private final Supplier<IdentityService> identities;

    EngineManagement(ProcessEngineConfiguration engine, Supplier<IdentityService> identities) {
        super(engine);
        this.identities = identities;
    }

    @Override
    public MetricsQuery createMetricsQuery() {
        requireOperator();
        return super.createMetricsQuery();
    }

    @Override
    public long getUniqueTaskWorkerCount(Date startTime, Date endTime) {
        requireOperator();
        return super.getUniqueTaskWorkerCount(startTime, endTime);
    }

    @Override
    public ProcessDefinitionStatisticsQuery createProcessDefinitionStatisticsQuery() {
        requireOperator();
        return super.createProcessDefinitionStatisticsQuery();
    }

    @Override
    public ActivityStatisticsQuery createActivityStatisticsQuery(String processDefinitionId) {
        requireOperator();
        return super.createActivityStatisticsQuery(processDefinitionId);
    }

    @Override
    public DeploymentStatisticsQuery createDeploymentStatisticsQuery() {
        requireOperator();
        return super.createDeploymentStatisticsQuery();
    }

    private void requireOperator() {
        Authentication caller = identities.get().getCurrentAuthentication();
        if (caller != null
                && (caller.getGroupIds() == null
                        || caller.getGroupIds().stream().noneMatch(RUN_THE_SERVER::contains))) {
            throw Problem.forbidden("Counts of the whole company are for those who run the server.");
        }
    }
}
