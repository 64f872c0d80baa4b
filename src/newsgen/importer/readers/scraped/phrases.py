"""Phrases around stories on pages of news sites, in the languages of ``dates``.

A bar ends a phrase, and so does the end of a line that has none; each language begins on a line of
its own. English stands first, as sites of all languages use themes in English.
"""

from typing import Final

HOME: Final = """
home | home page | homepage | you are here | you are at | latest news | latest | breaking news |
  news home | front page | main menu | menu | skip to content | skip to main content | search |
  log in | sign in | subscribe | top stories
inicio | portada | está aquí | usted está aquí | últimas noticias | buscar | menú
accueil | vous êtes ici | dernières nouvelles | à la une | rechercher
startseite | sie sind hier | du bist hier | aktuelle nachrichten | suche | menü
home page | sei qui | ti trovi qui | ultime notizie | ultim'ora | cerca
início | página inicial | você está aqui | você está em | últimas notícias
startpagina | u bent hier | je bent hier | laatste nieuws | zoeken
главная | вы здесь | последние новости | новости | поиск | меню
головна | ви тут | останні новини | пошук
strona główna | jesteś tutaj | tu jesteś | najnowsze wiadomości | szukaj
anasayfa | ana sayfa | buradasınız | son dakika | son haberler | ara
الرئيسية | الصفحة الرئيسية | أنت هنا | آخر الأخبار | بحث | القائمة
خانه | صفحه اصلی | صفحه نخست | شما اینجا هستید | آخرین اخبار | جستجو
صفحہ اول | ہوم | سرورق | آپ یہاں ہیں | تازہ ترین | تازہ ترین خبریں | تلاش
होम | मुख्य पृष्ठ | मुखपृष्ठ | आप यहाँ हैं | ताज़ा खबरें | ताजा समाचार | खोजें
প্রচ্ছদ | হোম | আপনি এখানে | সর্বশেষ | সর্বশেষ খবর | অনুসন্ধান
首页 | 首頁 | 您的位置 | 当前位置 | 您在这里 | 最新消息 | 搜索
ホーム | トップ | トップページ | 現在地 | 最新ニュース | 検索
홈 | 현재 위치 | 최신 뉴스 | 검색
"""

AFTER: Final = """
related articles | related article | related posts | related stories | related news | related |
  related links | related topics | more stories | more news | more from author | more on this |
  more on this story | read next | check also | up next | recommended | recommended for you |
  you may like these posts | you may also like | you might also like |
  you might be interested in |
  don't miss | most read | most popular | trending | trending now | popular posts | recent posts |
  editors picks
leave a reply | leave a comment | leave a reply cancel reply | cancel reply | add a comment |
  add comment | post a comment | post comment | write a comment | comments | comment |
  no comments |
  no comments yet | be the first to comment | comments are closed | comments closed |
  view comments | show comments | join the conversation | join the discussion |
  this site uses akismet to reduce spam learn how your comment data is processed |
  your email address will not be published required fields are marked |
  your email address will not be published | required fields are marked |
  save my name email and website in this browser for the next time i comment | name | email |
  website | submit | submit comment | reply | log in to comment |
  you must be logged in to post a comment
back to top | back to top button | scroll to top | go to top | top | previous article |
  next article | previous post | next post | previous | next | older posts | newer posts |
  older post | newer post | load more | show more | close
share this | share this article | share this story | share this post | share on | share via |
  like this | like loading | loading | like
newsletter | subscribe to our newsletter | sign up for our newsletter | sign up |
  get the latest news | follow us | follow us on | about the author | about author | about us |
  contact us | privacy policy | terms of use | terms and conditions | cookie policy | advertise |
  advertise with us | all rights reserved | powered by wordpress | powered by blogger
artículos relacionados | noticias relacionadas | relacionados | te puede interesar |
  también te puede interesar | más noticias | lo más leído | más leídas | deja un comentario |
  deja una respuesta | dejar un comentario | cancelar respuesta | comentarios | sin comentarios |
  tu dirección de correo electrónico no será publicada |
  los campos obligatorios están marcados con |
  tu dirección de correo electrónico no será publicada los campos obligatorios están marcados con |
  volver arriba | botón volver arriba | compartir esto | comparte esto | boletín | síguenos |
  todos los derechos reservados | artículo anterior | artículo siguiente
articles liés | articles similaires | articles connexes | à lire aussi | sur le même sujet |
  les plus lus | laisser un commentaire | laissez un commentaire | annuler la réponse |
  commentaires | aucun commentaire | votre adresse e-mail ne sera pas publiée |
  votre adresse e-mail ne sera pas publiée les champs obligatoires sont indiqués avec |
  les champs obligatoires sont indiqués avec | retour en haut | bouton retour en haut de la page |
  haut de page | partager cet article | partager | suivez-nous | tous droits réservés |
  article précédent | article suivant | lettre d'information
ähnliche artikel | verwandte artikel | ähnliche beiträge | verwandte themen | mehr zum thema |
  das könnte sie auch interessieren | das könnte dir auch gefallen | auch interessant |
  meistgelesen | schreibe einen kommentar | kommentar schreiben | kommentar verfassen |
  einen kommentar schreiben | hinterlasse einen kommentar | antworten abbrechen |
  antwort abbrechen | kommentare | keine kommentare |
  deine e-mail-adresse wird nicht veröffentlicht |
  deine e-mail-adresse wird nicht veröffentlicht erforderliche felder sind mit markiert |
  ihre e-mail-adresse wird nicht veröffentlicht | erforderliche felder sind mit markiert |
  nach oben | zurück zum seitenanfang | schaltfläche zurück zum anfang | artikel teilen |
  teilen mit | folgen sie uns | alle rechte vorbehalten | vorheriger artikel | nächster artikel |
  impressum | datenschutz
articoli correlati | notizie correlate | potrebbe interessarti | potrebbero interessarti |
  leggi anche | i più letti | lascia un commento | annulla risposta | commenti | nessun commento |
  il tuo indirizzo email non sarà pubblicato |
  il tuo indirizzo email non sarà pubblicato i campi obbligatori sono contrassegnati |
  i campi obbligatori sono contrassegnati | torna su | pulsante per tornare all'inizio |
  condividi |
  condividi questo articolo | seguici | tutti i diritti riservati | articolo precedente |
  articolo successivo
artigos relacionados | notícias relacionadas | matérias relacionadas | veja também | leia também |
  você pode gostar | mais lidas | deixe um comentário | deixe uma resposta | cancelar resposta |
  comentários | sem comentários | o seu endereço de e-mail não será publicado |
  o seu endereço de email não será publicado campos obrigatórios são marcados com |
  o seu endereço de e-mail não será publicado campos obrigatórios são marcados com |
  campos obrigatórios são marcados com | voltar ao topo | botão voltar ao topo | compartilhe |
  compartilhar | partilhar | siga-nos | todos os direitos reservados | artigo anterior |
  próximo artigo
gerelateerde artikelen | gerelateerde berichten | gerelateerd | lees ook | meer nieuws |
  meest gelezen | misschien vind je dit ook leuk | geef een reactie | laat een reactie achter |
  plaats een reactie | reactie annuleren | antwoord annuleren | reacties | geen reacties |
  je e-mailadres wordt niet gepubliceerd |
  je e-mailadres wordt niet gepubliceerd vereiste velden zijn gemarkeerd met |
  vereiste velden zijn gemarkeerd met | terug naar boven | knop terug naar boven | deel dit |
  delen | volg ons | alle rechten voorbehouden | vorig artikel | volgend artikel
похожие статьи | похожие материалы | похожие новости | по теме | материалы по теме |
  читайте также |
  вам может понравиться | самое читаемое | популярное | добавить комментарий |
  оставить комментарий | оставьте комментарий | отменить ответ | комментарии | нет комментариев |
  ваш адрес email не будет опубликован |
  ваш адрес email не будет опубликован обязательные поля помечены | обязательные поля помечены |
  наверх | вернуться наверх | кнопка наверх | поделиться | подписывайтесь | все права защищены |
  предыдущая статья | следующая статья
схожі статті | схожі новини | пов'язані статті | за темою | читайте також | вам може сподобатися |
  найпопулярніше | залишити коментар | залишити відповідь | додати коментар |
  скасувати відповідь |
  коментарі | немає коментарів | ваша e-mail адреса не оприлюднюватиметься |
  ваша e-mail адреса не оприлюднюватиметься обов'язкові поля позначені |
  обов'язкові поля позначені | нагору | догори | поділитися | стежте за нами |
  всі права захищені |
  попередня стаття | наступна стаття
powiązane artykuły | podobne artykuły | powiązane | zobacz także | zobacz też | czytaj także |
  czytaj też | może ci się spodobać | najczęściej czytane | dodaj komentarz | zostaw komentarz |
  anuluj odpowiedź | anuluj pisanie odpowiedzi | komentarze | brak komentarzy |
  twój adres e-mail nie zostanie opublikowany |
  twój adres email nie zostanie opublikowany wymagane pola są oznaczone |
  twój adres e-mail nie zostanie opublikowany wymagane pola są oznaczone |
  wymagane pola są oznaczone | do góry | powrót do góry | przycisk powrót do góry | udostępnij |
  obserwuj nas | wszelkie prawa zastrzeżone | poprzedni artykuł | następny artykuł
ilgili haberler | ilgili makaleler | ilgili yazılar | benzer haberler |
  bunlar da ilginizi çekebilir | ilginizi çekebilir | en çok okunanlar | bir yanıt yazın |
  bir cevap yazın | yorum yap | yorum yapın | yanıtı iptal et | yorumlar | yorum yok |
  e-posta adresiniz yayınlanmayacak |
  e-posta adresiniz yayınlanmayacak gerekli alanlar ile işaretlenmişlerdir |
  gerekli alanlar ile işaretlenmişlerdir | başa dön | başa dön tuşu | yukarı çık | paylaş |
  bizi takip edin | tüm hakları saklıdır | önceki haber | sonraki haber
مقالات ذات صلة | أخبار ذات صلة | مواضيع ذات صلة | ذات صلة | اقرأ أيضا | قد يعجبك أيضا | قد يهمك |
  الأكثر قراءة | اترك تعليقا | اترك ردا | أضف تعليقا | أضف تعليق | إلغاء الرد | تعليقات |
  التعليقات | لا توجد تعليقات | لن يتم نشر عنوان بريدك الإلكتروني |
  لن يتم نشر عنوان بريدك الإلكتروني الحقول الإلزامية مشار إليها بـ |
  الحقول الإلزامية مشار إليها بـ | زر الذهاب إلى الأعلى | العودة إلى الأعلى | شارك | شاركها |
  مشاركة | تابعنا | جميع الحقوق محفوظة | المقال السابق | المقال التالي
مطالب مرتبط | اخبار مرتبط | نوشته‌های مشابه | مقالات مرتبط | بیشتر بخوانید | همچنین بخوانید |
  پربازدیدترین | دیدگاهتان را بنویسید | ارسال دیدگاه | ارسال نظر | نظر بدهید | لغو پاسخ |
  دیدگاه‌ها | نظرات | بدون دیدگاه | نشانی ایمیل شما منتشر نخواهد شد |
  نشانی ایمیل شما منتشر نخواهد شد بخش‌های موردنیاز علامت‌گذاری شده‌اند |
  بخش‌های موردنیاز علامت‌گذاری شده‌اند | بازگشت به بالا | دکمه بازگشت به بالا | اشتراک گذاری |
  ما را دنبال کنید | تمام حقوق محفوظ است | مطلب قبلی | مطلب بعدی
متعلقہ خبریں | متعلقہ مضامین | متعلقہ تحریریں | مزید خبریں | مزید پڑھیں | یہ بھی پڑھیں |
  مقبول ترین | سب سے زیادہ پڑھی جانے والی | تبصرہ کریں | تبصرہ لکھیں | اپنا تبصرہ لکھیں |
  جواب دیں |
  جواب منسوخ کریں | تبصرے | کوئی تبصرہ نہیں | آپ کا ای میل ایڈریس شائع نہیں کیا جائے گا |
  آپ کا ای میل ایڈریس شائع نہیں کیا جائے گا ضروری خانوں کو سے نشان زد کیا گیا ہے |
  ضروری خانوں کو سے نشان زد کیا گیا ہے | اوپر جائیں | واپس اوپر | شیئر کریں | ہمیں فالو کریں |
  جملہ حقوق محفوظ ہیں | پچھلی خبر | اگلی خبر
संबंधित खबरें | संबंधित समाचार | संबंधित लेख | यह भी पढ़ें | ये भी पढ़ें | और पढ़ें |
  सबसे ज्यादा पढ़ी गई | टिप्पणी करें | कमेंट करें | एक टिप्पणी छोड़ें | प्रतिक्रिया दें |
  उत्तर दें | जवाब रद्द करें | टिप्पणियाँ | कोई टिप्पणी नहीं |
  आपका ईमेल पता प्रकाशित नहीं किया जाएगा |
  आपका ईमेल पता प्रकाशित नहीं किया जाएगा आवश्यक फ़ील्ड चिह्नित हैं | आवश्यक फ़ील्ड चिह्नित हैं |
  ऊपर जाएं | वापस ऊपर | शेयर करें | साझा करें | हमें फॉलो करें | सर्वाधिकार सुरक्षित | पिछला लेख |
  अगला लेख
সম্পর্কিত খবর | সংশ্লিষ্ট খবর | সম্পর্কিত সংবাদ | এই বিভাগের আরও খবর | আরও খবর | আরও পড়ুন |
  আরো পড়ুন | সর্বাধিক পঠিত | মন্তব্য করুন | একটি মন্তব্য করুন | একটি উত্তর ত্যাগ | উত্তর দিন |
  মন্তব্য | মন্তব্যসমূহ | কোনো মন্তব্য নেই | আপনার ইমেইল এড্রেস প্রকাশিত হবে না |
  আপনার ই-মেইল এ্যাড্রেস প্রকাশিত হবে না | উপরে যান | শেয়ার করুন | আমাদের অনুসরণ করুন |
  সর্বস্বত্ব সংরক্ষিত | আগের খবর | পরের খবর
相关文章 | 相关新闻 | 相关阅读 | 相關文章 | 相關新聞 | 延伸阅读 | 猜你喜欢 | 热门文章 | 发表评论 |
  發表評論 | 发表回复 | 取消回复 | 评论 | 暂无评论 | 您的邮箱地址不会被公开 |
  您的邮箱地址不会被公开 必填项已用标注 | 必填项已用标注 | 返回顶部 | 回到顶部 | 分享 | 关注我们 |
  版权所有 | 上一篇 | 下一篇
関連記事 | 関連ニュース | おすすめ記事 | あわせて読みたい | 人気記事 | コメントを残す |
  コメントする | コメントをキャンセル | コメント | メールアドレスが公開されることはありません |
  メールアドレスが公開されることはありません が付いている欄は必須項目です |
  が付いている欄は必須項目です | トップへ戻る | ページトップへ | シェア | シェアする |
  フォローする | 無断転載禁止 | 前の記事 | 次の記事
관련 기사 | 관련 뉴스 | 관련기사 | 추천 기사 | 많이 본 뉴스 | 인기 기사 | 댓글 남기기 |
  댓글 쓰기 |
  답글 남기기 | 응답 취소 | 댓글 | 이메일 주소는 공개되지 않습니다 |
  이메일 주소는 공개되지 않습니다 필수 필드는 로 표시됩니다 | 필수 필드는 로 표시됩니다 |
  맨 위로 |
  위로 가기 | 공유하기 | 팔로우 | 이전 기사 | 다음 기사
"""

INSIDE: Final = """
advertisement | advertisements | advertising | ad | ads | sponsored | sponsored content |
  promoted |
  story continues below advertisement | story continues below | article continues below |
  article continues after advertisement | continue reading | continue reading below | read more |
  view all | view more | listen to this article | listen to article | min read | minute read |
  minutes read | minutes | print | print this article | font size | text size |
  click here to join our whatsapp channel | watch video | play video | image | photo gallery |
  click to share | sign up for our newsletter | subscribe now | skip advertisement |
  scroll to continue
publicidad | anuncio | sigue leyendo | leer más | minutos de lectura | tiempo de lectura min
publicité | lire la suite | la suite après la publicité | suite de l'article |
  temps de lecture | temps de lecture min | minutes de lecture
anzeige | werbung | weiterlesen | weiterlesen nach der anzeige |
  artikel wird nach der anzeige fortgesetzt | lesezeit | lesezeit min | lesezeit minuten |
  minuten lesezeit
pubblicità | continua a leggere | continua dopo la pubblicità | minuti di lettura |
  tempo di lettura | tempo di lettura min
publicidade | continua depois da publicidade | continua após a publicidade | continue lendo |
  continue a ler | minutos de leitura
advertentie | lees verder | lees meer | verder lezen | de tekst gaat verder onder de advertentie
реклама | читать далее | продолжение после рекламы | мин чтения
читати далі | продовження після реклами
reklama | czytaj dalej | dalsza część tekstu pod reklamą | ciąg dalszy pod reklamą
reklam | devamını oku | haberin devamı
إعلان | اعلانات | تابع القراءة | اقرأ المزيد
تبلیغات | آگهی | ادامه مطلب
اشتہار | اشتہارات | جاری ہے
विज्ञापन | आगे पढ़ें
বিজ্ঞাপন | বিস্তারিত
广告 | 廣告 | 继续阅读
広告 | 続きを読む
광고 | 계속 읽기
"""

TO_OTHERS: Final = """
also read | read also | read more | read | see also | also see | more | watch | related |
  must read | don't miss | recommended | click here
lea también | lee también | también lea | ver también | leer más
lire aussi | à lire | voir aussi | à lire aussi
lesen sie auch | lies auch | siehe auch | mehr dazu | auch interessant
leggi anche | vedi anche
leia também | veja também | leia mais
lees ook | zie ook
читайте также | смотрите также
читайте також | дивіться також
czytaj także | czytaj też | zobacz także | zobacz też
ayrıca okuyun | bunu da okuyun
اقرأ أيضا | شاهد أيضا | اقرأ المزيد
بیشتر بخوانید | همچنین بخوانید
یہ بھی پڑھیں | مزید پڑھیں
यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें
আরও পড়ুন | আরো পড়ুন
延伸阅读 | 相关阅读
関連記事 | あわせて読みたい
관련 기사 | 함께 읽기
"""

NETWORKS: Final = """
facebook | twitter | tweet | x | whatsapp | telegram | linkedin | pinterest | pin it | pin |
  reddit | tumblr | instagram | youtube | tiktok | threads | bluesky | mastodon | messenger |
  viber | line | vk | vkontakte | odnoklassniki | skype | pocket | flipboard | google news |
  google | gmail | snapchat | weibo | wechat | xing | email | e-mail | e-mail this | mail |
  print |
  copy link | copy | link | share | shares | share via email | share on facebook |
  share on twitter | share on whatsapp | share on x | save | bookmark | rss | and
compartir | copiar enlace | imprimir | partager | imprimer | copier le lien | teilen | drucken |
  merken | link kopieren | condividi | stampa | compartilhar | partilhar | delen | afdrukken |
  поделиться | печать | поділитися | udostępnij | drukuj | paylaş | yazdır
فيسبوك | تويتر | واتساب | تيلقرام | مشاركة | طباعة | فیسبوک | توییتر | تلگرام | واتس ایپ | ٹویٹر |
  فیس بک | شیئر | शेयर | फेसबुक | ट्विटर | व्हाट्सएप | শেয়ার | ফেসবুক | টুইটার | 微信 | 微博 |
  分享 | シェア | ツイート | 공유 | 페이스북 | 트위터
"""

PUBLISHED: Final = """
published | first published | published on | published at | published date | posted | posted on |
  posted at | date | created | created on | on
publicado | publicado el | fecha | publié le | publié | date de publication | veröffentlicht |
  veröffentlicht am | erstellt am | pubblicato | pubblicato il | publicado em | gepubliceerd |
  gepubliceerd op | опубликовано | дата публикации | опубліковано | opublikowano |
  data publikacji |
  yayınlanma | yayın tarihi | yayınlanma tarihi | نشر في | تاريخ النشر | نشر بتاريخ |
  تاریخ انتشار |
  منتشر شده | شائع شدہ | تاریخ اشاعت | اشاعت | प्रकाशित | प्रकाशित तिथि | প্রকাশিত | প্রকাশ |
  প্রকাশের সময় | 发布时间 | 发布于 | 公開日 | 公開 | 掲載日 | 입력 | 등록
"""

UPDATED: Final = """
updated | updated on | updated at | last updated | last updated on | last update | last modified |
  modified | edited
actualizado | actualizado el | última actualización | mis à jour | mis à jour le | modifié le |
  dernière mise à jour | aktualisiert | stand | aktualisiert am | zuletzt aktualisiert |
  letzte aktualisierung | aggiornato | aggiornato il | ultimo aggiornamento | atualizado |
  atualizado em | última atualização | bijgewerkt | laatst bijgewerkt | laatste update |
  обновлено |
  последнее обновление | оновлено | zaktualizowano | aktualizacja | güncelleme | güncellenme |
  son güncelleme | آخر تحديث | تم التحديث | به‌روزرسانی | آخرین به‌روزرسانی | اپ ڈیٹ |
  آخری اپ ڈیٹ |
  अपडेट | अपडेटेड | अंतिम अपडेट | আপডেট | হালনাগাদ | 更新时间 | 更新于 | 更新日 | 更新 |
  최종수정 |
  수정
"""

TAGS: Final = """
tags | tag | related tags | topics | related topics | filed under | tagged | tagged with |
  tagged in | keywords | labels | in this story | more on
etiquetas | temas | mots-clés | étiquettes | sujets | schlagwörter | schlagworte | stichwörter |
  themen | argomenti | etichette | assuntos | palavras-chave | trefwoorden | onderwerpen | теги |
  метки | темы | ключевые слова | теми | мітки | tagi | tematy | słowa kluczowe | etiketler |
  konular | الوسوم | وسوم | كلمات دلالية | برچسب‌ها | برچسب | کلیدواژه‌ها | ٹیگز | موضوعات | टैग |
  टैग्स | विषय | ট্যাগ | ট্যাগস | বিষয় | 标签 | 標籤 | 关键词 | タグ | キーワード | 태그
"""

BY: Final = """
by | written by | reported by | report by | story by | author | from our correspondent | words by
por | escrito por | par | von | di | a cura di | escrito por | door | автор | авторы | текст |
  autor | autorka | yazan | haber | بقلم | كتب | كتبت | نوشته | نویسنده | گزارش | تحریر | رپورٹ |
  از | लेखक | द्वारा | प्रतिवेदक | লেখক | প্রতিবেদক | 作者 | 记者 | 記者 | 編集 | 文 | 기자 | 글
"""

SOURCE: Final = """
source | via | quelle | fuente | agencia | fonte | bron | источник | джерело | źródło | kaynak |
  المصدر | منبع | ماخذ | स्रोत | উৎস | সূত্র | 来源 | 來源 | 出典 | 출처
"""

JOINED: Final = """
and | with | y | et | und | e | en | и | та | і | i | oraz | ve | و | اور | और | তথা | এবং | ও |
  和 | と
"""

NOT_PLACES: Final = """
note | update | updated | correction | clarification | editor's note | editors note | disclaimer |
  warning | exclusive | breaking | breaking news | watch | video | photo | photos | pictures |
  listen | read | opinion | analysis | explainer | interview | review | question | answer |
  summary | background | context | source | sources | live | poll | fact check | claim | fact |
  verdict | conclusion | introduction | part | chapter | caption | image | credit | tip | tips |
  example | result | results | spoiler | also | however | therefore | remember | attention |
  important | key points | highlights | what | why | how | who | when | where | the | a | an |
  he |
  she | it | they | we | i | you | but | and | or | so | in | on | at | for | yes | no | this |
  that | these | those | there | here | if | as | by | to | of | from | first | second | third |
  finally | monday | tuesday | wednesday | thursday | friday | saturday | sunday
nota | actualización | corrección | aclaración | advertencia | exclusiva | vídeo | fotos |
  opinión |
  análisis | pregunta | respuesta | resumen | el | la | los | las | un | una
remarque | note | mise à jour | correction | attention | exclusif | vidéo | avis | analyse |
  question | réponse | résumé | le | les | une | il | elle | ils
hinweis | anmerkung | achtung | aktualisierung | korrektur | exklusiv | meinung | kommentar |
  frage | antwort | fazit | zusammenfassung | wichtig | der | die | das | ein | eine | er | sie |
  es | wir
aggiornamento | correzione | attenzione | esclusiva | opinione | domanda | risposta | riassunto |
  lo | gli | uno
observação | atualização | correção | atenção | exclusivo | opinião | pergunta | resumo | o | os |
  as | um | uma
opmerking | let op | correctie | exclusief | mening | vraag | antwoord | samenvatting | de | het |
  een
примечание | внимание | обновление | исправление | эксклюзив | видео | фото | мнение | вопрос |
  ответ | итог
примітка | увага | оновлення | виправлення | відео | думка | питання | відповідь
uwaga | aktualizacja | sprostowanie | wideo | zdjęcia | opinia | pytanie | odpowiedź |
  podsumowanie
not | güncelleme | düzeltme | özel | fotoğraf | görüş | soru | cevap | özet
ملاحظة | تحديث | تصحيح | تنبيه | حصري | فيديو | صور | رأي | سؤال | جواب
توجه | یادداشت | نکته | تصحیح | ویدیو | تصاویر | پرسش | پاسخ | سوال
نوٹ | وضاحت | انتباہ | خبردار | ویڈیو | تصویر | رائے | جواب | خلاصہ
नोट | ध्यान दें | सुधार | वीडियो | फोटो | राय | सवाल | प्रश्न | उत्तर | जवाब
নোট | দ্রষ্টব্য | বিঃদ্রঃ | সংশোধনী | ভিডিও | ছবি | মতামত | প্রশ্ন | উত্তর
注 | 注意 | 备注 | 更正 | 视频 | 图片 | 问 | 答 | 編者按 | 编者按
注記 | 訂正 | 動画 | 写真 | 質問 | 回答
주의 | 참고 | 정정 | 영상 | 사진 | 질문 | 답변
"""

DESKS: Final = """
bureau | desk | web desk | news desk | staff reporter | correspondent | staff correspondent |
  staff | reporter | our correspondent | monitoring desk | newsroom | redaktion | redacción |
  rédaction | redazione | redação | redactie | редакция | редакція | redakcja | haber merkezi |
  ویب ڈیسک | نیوز ڈیسک | اسٹاف رپورٹر | نمائندہ | तहरीर | डेस्क | ब्यूरो | ডেস্ক |
  নিজস্ব প্রতিবেদক
"""

AGENCIES: Final = """
AP | Associated Press | The Associated Press | Reuters | AFP | Agence France-Presse | APP | PTI |
  ANI | IANS | UNI | DPA | dpa | EFE | ANSA | AGI | Lusa | ANP | Belga | TASS | RIA | Interfax |
  Ukrinform | PAP | AA | Anadolu | Anadolu Agency | IHA | Xinhua | Kyodo | Jiji | Yonhap | UNB |
  BSS | IRNA | ISNA | WAM | SPA | MENA | QNA | INP | PPI | NNI | Online | Bloomberg | CNN | BBC
"""
