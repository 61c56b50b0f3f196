// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

/**
 * The services of GXF that we call, as its WSDL names them ({@code SmartMetering*.wsdl}, version of 2014/10).
 *
 * @see <a href="https://github.com/OSGP/open-smart-grid-platform">OSGP/open-smart-grid-platform</a>
 */
enum GxfService {
    INSTALLATION("/smartMetering/installationService/", "sm-installation"),
    MONITORING("/smartMetering/monitoringService/", "sm-monitoring"),
    ADHOC("/smartMetering/adhocService/", "sm-adhoc");

    private static final String SCHEMAS = "http://www.opensmartgridplatform.org/schemas/";

    static final String COMMON = SCHEMAS + "common/2014/10";
    static final String NOTIFICATION = SCHEMAS + "smartmetering/sm-notification/2014/10";

    private final String path;
    private final String namespace;

    GxfService(String path, String schema) {
        this.path = path;
        this.namespace = SCHEMAS + "smartmetering/" + schema + "/2014/10";
    }

    /** Below the address of the platform's web service adapter. */
    String path() {
        return path;
    }

    String namespace() {
        return namespace;
    }
}
