// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.truckroll.notification.Channel;

/** Providers and their order as settings say (EVADO-19), looked at when the server starts. */
@ExtendWith(OutputCaptureExtension.class)
class ProvidersTest {

    private static final String P = "truckroll.notification.providers.";
    private static final String ORDER = "truckroll.notification.order";

    private final ApplicationContextRunner start =
            new ApplicationContextRunner().withUserConfiguration(CarrierWorld.class);

    private static final String[] MAIL = {
        P + "mail.kind=smtp", P + "mail.host=mail.example", P + "mail.from=dispatch@utility.example"
    };
    private static final String[] PIXIE = {
        P + "pixie.kind=pixie", P + "pixie.account=1", P + "pixie.password=secret-of-ours", P + "pixie.sender=Elnatet"
    };
    private static final String[] TELLUS = {
        P + "tellus.kind=tellustalk", P + "tellus.user=natbolaget", P + "tellus.password=secret-of-ours"
    };

    private static List<String> names(Providers providers, String division, Channel channel) {
        return providers.of(division, channel).stream()
                .map(Routes.Route::provider)
                .toList();
    }

    @Test
    void startsWithoutProviders() {
        start.run(context -> assertThat(names(context.getBean(Providers.class), "north", Channel.SMS))
                .isEmpty());
    }

    @Test
    void triesProvidersInTheOrderOfTheDivision() {
        start.withPropertyValues(MAIL)
                .withPropertyValues(PIXIE)
                .withPropertyValues(TELLUS)
                .withPropertyValues(
                        ORDER + ".sms=tellus,pixie",
                        ORDER + ".mail=mail",
                        ORDER + "-of.south.sms=pixie",
                        ORDER + "-of.west.sms=",
                        ORDER + "-of.south.mail=tellus,mail")
                .run(context -> {
                    Providers providers = context.getBean(Providers.class);
                    assertThat(names(providers, "north", Channel.SMS)).containsExactly("tellus", "pixie");
                    assertThat(names(providers, "south", Channel.SMS)).containsExactly("pixie");
                    assertThat(names(providers, "west", Channel.SMS)).isEmpty();
                    assertThat(names(providers, "south", Channel.MAIL)).containsExactly("tellus", "mail");
                    assertThat(names(providers, "west", Channel.MAIL)).containsExactly("mail");
                    // Only one offers fax: nobody has to say so.
                    assertThat(names(providers, "north", Channel.FAX)).containsExactly("tellus");
                    assertThat(names(providers, "north", Channel.PAGE)).isEmpty();
                });
    }

    @Test
    void takesSecretsFromTheEnvironment() {
        start.withPropertyValues(P + "pixie.kind=pixie", P + "pixie.account=1", P + "pixie.sender=Elnatet")
                .withPropertyValues(P + "pixie.ssl-bundle=peer")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "TRUCKROLL_NOTIFICATION_PROVIDERS_PIXIE_PASSWORD",
                                        "secret-of-ours",
                                        "TRUCKROLL_NOTIFICATION_PROVIDERS_PIXIE_REFUSEDCODES",
                                        "7"))))
                .run(context -> {
                    CarrierSettings settings = context.getBean(Providers.class)
                            .find("pixie")
                            .orElseThrow()
                            .settings();
                    assertThat(settings.require("password")).isEqualTo("secret-of-ours");
                    assertThat(settings.require("refused-codes")).isEqualTo("7");
                });
    }

    @Test
    void refusesASettingThatIsGivenInTwoWays() {
        start.withPropertyValues(PIXIE)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "other", Map.of(P + "pixie.refused-codes", "1", P + "pixie.refusedcodes", "2"))))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage(P + "pixie.refused-codes is given twice"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "providers.mail.kind=pigeon| providers.mail.kind is one of http, mail-to-fax, pixie, smtp, tellustalk, twilio",
                "providers.mail.hsot=x| providers.mail.hsot is not a setting of the kind smtp",
                "providers.mail.port=0| providers.mail.port is a number up to 65535",
                "providers.mail.ssl-bundle=nowhere| providers.mail.ssl-bundle is no bundle of spring.ssl.bundle",
                "providers.Mail.kind=smtp| providers.Mail: a name has small letters",
                "providers.new.kind=smtp| providers.new.host is missing",
                "order.sms=pixie,tellos| order.sms: there is no provider tellos; known are mail, pixie, tellus",
                "order.sms=pixie,pixie| order.sms names a provider twice",
                "order.page=mail| order.page: the page needs no provider",
                "order.sms=mail| order.sms: the provider mail offers only [MAIL]",
                "order-of.south.fax=pixie| order-of.south.fax: the provider pixie offers only [SMS]",
                "order.mail=mail| order.sms is missing: pixie, tellus offer this channel; say in which order they are tried"
            })
    void stopsTheStartWithTheNameOfTheSetting(String setting, String message, CapturedOutput output) {
        start.withPropertyValues(MAIL)
                .withPropertyValues(PIXIE)
                .withPropertyValues(TELLUS)
                .withPropertyValues(setting.startsWith("order.mail") ? "x=y" : ORDER + ".mail=mail,tellus")
                .withPropertyValues(setting.startsWith("order.mail") ? "x=y" : ORDER + ".sms=pixie,tellus")
                .withPropertyValues("truckroll.notification." + setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("truckroll.notification." + message));
        assertThat(output).doesNotContain("secret-of-ours");
    }

    @Test
    void showsNoSecrets(CapturedOutput output) {
        start.withPropertyValues(PIXIE).withPropertyValues("debug=true").run(context -> {
            assertThat(context.getBean(ProviderProperties.class).toString()).doesNotContain("secret-of-ours");
            assertThat(context.getBean(Providers.class).all().toString()).doesNotContain("secret-of-ours");
        });
        assertThat(output)
                .contains("Provider was set up: provider=pixie kind=pixie channels=[SMS]")
                .doesNotContain("secret-of-ours");
    }
}
