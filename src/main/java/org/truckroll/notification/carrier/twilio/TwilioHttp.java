// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.twilio;

import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.net.URI;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Setting;

/** Lets Twilio's library speak over the client of the house, for one call. It remembers what came back: the library's exceptions do not tell. */
class TwilioHttp extends HttpClient {

    private final ProviderCalls calls;
    private final CarrierSettings settings;
    private ProviderCalls.@Nullable Answer answer;

    TwilioHttp(ProviderCalls calls, CarrierSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    ProviderCalls.@Nullable Answer answer() {
        return answer;
    }

    /** The library would try a failing server three times, and so send an SMS three times. */
    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        ProviderCalls.Request call = ProviderCalls.Request.of(
                        settings.name(), request.getMethod().name(), url(request), Setting.timeout(settings))
                .trusting(settings.find(Setting.SSL_BUNDLE).orElse(null))
                .header("Accept", "application/json")
                .secret("Authorization", request.getAuthString());
        if (!request.getPostParams().isEmpty()) {
            call = call.body("application/x-www-form-urlencoded; charset=utf-8", request.encodeFormBody());
        }
        answer = calls.call(call);
        if (!(answer instanceof ProviderCalls.Answered answered)) {
            throw new com.twilio.exception.ApiConnectionException("no answer");
        }
        Header[] headers = answered.headers().entrySet().stream()
                .map(header -> new BasicHeader(header.getKey(), header.getValue()))
                .toArray(Header[]::new);
        return new Response(answered.body(), answered.status(), headers);
    }

    /** The library knows the host of the public cloud; the operator may have chosen another region. */
    private URI url(Request request) {
        String asked = request.constructURL().toString();
        URI base = TwilioCarrier.url(settings);
        String rest = asked.substring(asked.indexOf('/', asked.indexOf("://") + 3));
        return URI.create(base.toString().replaceAll("/+$", "") + rest);
    }
}
