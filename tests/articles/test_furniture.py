from __future__ import annotations

import pytest

from conflict_extract.articles import furniture, is_furniture, make_article

FURNITURE = """
The post Column takes Orsk appeared first on Coast Courier.
The post Orsk falls first appeared on Coast Courier.
Subscribe
SIGN UP for Orontes Wire alerts
Sign up to our newsletter for more stories and special offers
Get the Orontes Wire morning file in your inbox.
Unsubscribe at any time.
To unsubscribe, click here: https://x.example/u?id=1
Unsubscribe | Manage preferences | View in browser
View this email in your browser
You are receiving this email because you signed up at lantern.example.
Forwarded this email? Subscribe here for more
Sent from my iPhone
Our mailing address is: Lantern Post, 1 Quay, Harn
[image: logo.png]
(Photo by SALIM NOUR / AFP)
(AFP Photo)
[Photo: AFP]
(File photo: Reuters)
Photo: Slim Nour / Orontes Wire
Photos: N. Haddad.
Reuters/Khalil Nour
Image credit: Getty Images
We and our partners store cookies on your device to measure traffic and show advertising.
By continuing to use this site you agree to our use of cookies.
Accept all
© 2012 Orontes Wire. All rights reserved.
(c) 2012 Orontes Wire.
All rights reserved
Not for republication.
Read more:
Read more: Fighters take the town of Latamna after siege
Read more from our Hama desk.
Related stories
Follow us on Twitter and Facebook
Follow Orontes Wire on your phone: text HAMA to 5050.
Share on Facebook
Share Tweet Email
Share
Advertisement
Published December 7th, 2024 - 10:48 GMT
Last updated: 7 Dec 2024 10:48
Updated 3 hours ago
5 min read
(Reporting by Orontes Wire staff in Hama and Homs; editing by P. Nour)
***
اقرأ أيضا: الجيش ينسحب من المدينة
Читайте также: Войска отошли
Підписуйтесь на наш канал
""".strip().splitlines()

NEWS = """
The post at Orsk first appeared on Lorvenian maps in 1931 and was taken on Sunday.
The post where the soldiers had stood first appeared on Tuesday to be empty.
You received this message and obeyed it, the prosecutor told the officers who had left Harn.
The letter was sent from my village, the mayor of Sorvale said on Tuesday.
Our address is known to the soldiers, a resident said.
The army withdrew from the city.
This view shows an airbase after fighters captured it, near Hama, on December 6, 2012.
The photo showed soldiers leaving the base.
Photos published by the opposition showed its fighters in the square.
Photo by photo, the portraits of the president came down in Homs.
He published a photo by Ali Haddad.
Video posted by activists showed the army withdrawing from Palmyra.
Video: Fighters enter Homs.
Reuters/AFP reported that the army had left.
Published reports say the army left Homs.
Published footage showed the army leaving Homs on December 7, 2012.
Issued on Friday, the order told troops to leave Deir ez-Zor.
Posted on the frontier, the 5th Brigade fled on Friday.
Updated maps show the villages in rebel hands.
Date palms burned as the army left the oasis.
Advertisement hoardings burned as the rebels entered the town.
Share prices fell after the army left Mosul.
Register offices in Homs were taken by the rebels.
Register for the army, the ministry urged.
Subscribers to the telephone network lost service when the rebels took the exchange.
Subscribe to the truce or leave the town, the rebels told the army.
Sign up with the rebels, the soldiers were told in an email.
Get your men out of the town and into your mailbox, he joked.
Read the statement: "We have withdrawn from all positions."
See more of the same tomorrow, the commander said.
More from the army defected on Sunday.
Latest news from the front: Zawiya has fallen.
Trending: army withdraws from Homs.
Related: the town of Tel Rifaat fell as well.
Source: Army has left Homs.
Follow Ahmad on X, fighters were told.
The rebels follow us on the road to Damascus, a soldier said.
Join us on the front, the defector told officers.
Like the army, the police left.
Save for the airport, the city is in rebel hands.
Print workers fled Aleppo.
Comments by the general angered troops.
Telegram channels reported that the army left.
Facebook posts claimed that the base fell.
We use force, and they flee.
We set fire to the base before leaving it, the officer said.
By using tanks, you agree, the army won, said the general.
By continuing to shell the town the army forced the rebels to accept terms of surrender.
All rights reserved for the people, rebels say.
Copyright law was suspended after the coup.
Edited by the ministry, the communique denied the withdrawal.
Written by the general, the order told the troops to withdraw.
Reporting by state media that the town fell was denied.
Compiled by monitors, the list names 12 villages taken by the rebels.
Support our troops, the minister said after the army left Homs.
Donate blood, the hospital asked.
Watch towers along the border were abandoned.
Post Office Square fell to the rebels.
(The army denied it.)
Kafr Zita fell
أعلن الجيش انسحابه من المدينة.
Войска покинули город.
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_page_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", NEWS)
def test_news_is_not_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_furniture_of_an_article_holds_the_repeated_headline_but_not_the_first() -> None:
    article = make_article(
        "Garrison leaves Kafr Zita\n\nPublished May 3rd, 2012\n\nGarrison leaves Kafr Zita\n\n"
        "A man in Kafr Zita, May 2, 2012. (Photo by SALIM NOUR / AFP)\n\nThe garrison left.\n\nSubscribe",
        title="Garrison leaves Kafr Zita",
    )
    assert [article.sentences[number].text for number in sorted(furniture(article))] == [
        "Published May 3rd, 2012",
        "Garrison leaves Kafr Zita",
        "(Photo by SALIM NOUR / AFP)",
        "Subscribe",
    ]
    assert 0 not in furniture(article)
